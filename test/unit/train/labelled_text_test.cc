#include "albert/train/data/labelled_text.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "albert/base/error.h"
#include "albert/train/data/task_examples.h"
#include "support/temp_dir.h"
#include "unit/tasks/number_tokenizer.h"

namespace {

using namespace albert;
using namespace albert::train;
using Ids = std::vector<std::int32_t>;

std::vector<LabelledText> read(const char* name, const std::string& content, Task task,
                               bool header = false) {
  const test::TempDir dir;
  return read_labelled_texts(dir.write(name, content), task, {.header = header});
}

TEST_CASE("columns of text, pair and label") {
  const auto examples = read("a.tsv", "text\tlabel\r\n1 2\tyes\r\n\r\n3\tno", Task::classify, true);
  REQUIRE(examples.size() == 2);
  CHECK(examples[0].text == "1 2");
  CHECK(!examples[0].pair);
  CHECK(examples[0].labels == std::vector<std::string>{"yes"});
  CHECK(examples[1].line == 4);
  CHECK(read("a.tsv", "1\t2\tyes\n", Task::classify)[0].pair == "2");
  CHECK(read("a.tsv", "1\ta,b\n", Task::multi_label)[0].labels ==
        std::vector<std::string>{"a", "b"});
  CHECK(read("a.tsv", "1\t\n", Task::multi_label)[0].labels.empty());
  CHECK(read("a.tsv", "1\t2\t-1.5e1\n", Task::regress)[0].number == -15);
  const auto choice = read("a.tsv", "1\t2\t3\t1\n", Task::choose)[0];
  CHECK(choice.parts == std::vector<std::string>{"2", "3"});
  CHECK(choice.choice == 1);
}

TEST_CASE("sentences in columns") {
  const auto sentences =
      read("a.conll", "-DOCSTART- O\n\nEU NNP B-ORG\nrejects VBZ O\n\n\nWord\tO\n", Task::tag);
  REQUIRE(sentences.size() == 2);
  CHECK(sentences[0].parts == std::vector<std::string>{"EU", "rejects"});
  CHECK(sentences[0].labels == std::vector<std::string>{"B-ORG", "O"});
  CHECK(sentences[0].line == 3);
  CHECK(sentences[1].line == 7);
}

TEST_CASE("questions of SQuAD's JSON and of JSON lines") {
  const auto squad = read("a.json",
                          R"({"version": "v2.0", "data": [{"title": "t", "paragraphs": [{)"
                          R"("context": "Zürich lies there.", "qas": [{"question": "Where?",)"
                          R"( "id": "1", "answers": [{"text": "lies", "answer_start": 7},)"
                          R"( {"text": "lies", "answer_start": 6},)"
                          R"( {"text": "x", "answer_start": 99}]},)"
                          R"( {"question": "Who?", "is_impossible": true, "answers": [],)"
                          R"( "plausible_answers": [{"text": "Z", "answer_start": 0}]}]}]}]})",
                          Task::answer);
  REQUIRE(squad.size() == 2);
  CHECK(squad[0].text == "Where?");
  CHECK(squad[0].pair == "Zürich lies there.");
  REQUIRE(squad[0].answers.size() == 3);
  CHECK(squad[0].answers[0].begin == 8);  // bytes
  CHECK(!squad[0].answers[1].begin);
  CHECK(!squad[0].answers[2].begin);
  CHECK(squad[0].place_in("a") == "a: data[0].paragraphs[0].qas[0]");
  CHECK(squad[1].answers.empty());
  const auto lines = read("a.jsonl",
                          R"({"question": "q", "context": "é sea", "answers":)"
                          R"( {"text": ["sea"], "answer_start": [2]}})"
                          "\n",
                          Task::answer);
  CHECK(lines[0].answers[0].begin == 3);
  CHECK(lines[0].place_in("a") == "a:1");
}

TEST_CASE("bad files of questions are named with the place") {
  const auto refused = [](const char* name, const std::string& content) {
    CAPTURE(content);
    try {
      read(name, content, Task::answer);
      FAIL("read");
    } catch (const Error& error) {
      const std::string message = error.what();
      return message.substr(message.rfind('/') + 1);
    }
    return std::string();
  };
  CHECK(refused("a.json", "{\n\"data\"").starts_with("a.json:2: is not valid JSON"));
  CHECK(refused("a.json", "[]") == "a.json: is not a JSON object");
  CHECK(refused("a.json", R"({"data": []})") == "a.json: has no questions");
  CHECK(refused("a.json", R"({"data": [{}]})") == "a.json: data[0]: 'paragraphs' is missing");
  CHECK(refused("a.json",
                R"({"data": [{"paragraphs": [{"context": "c", "qas": [{"question": 1}]}]}]})") ==
        "a.json: data[0].paragraphs[0].qas[0]: 'question' is not a string");
  CHECK(refused("a.json", R"({"data": [{"paragraphs": [{"context": "c", "qas": [{"question": "q",)"
                          R"( "answers": [{"text": "c", "answer_start": -1}]}]}]}]})") ==
        "a.json: data[0].paragraphs[0].qas[0]: 'answer_start' is not an integer of at least 0");
  CHECK(refused("a.jsonl",
                R"({"question": "q", "context": "c", "answers": {"text": ["c"],)"
                R"( "answer_start": []}})") == "a.jsonl:1: has 1 answers and 0 places of answers");
}

TEST_CASE("labels are sorted, integers by value, O first") {
  const auto labels = [](const std::string& text, Task task) {
    return labels_of(read(task == Task::tag ? "a.conll" : "a.tsv", text, task), task);
  };
  CHECK(labels("1\tb\n1\ta\n", Task::classify) == std::vector<std::string>{"a", "b"});
  CHECK(labels("1\t10\n1\t9\n1\t-1\n", Task::classify) ==
        std::vector<std::string>{"-1", "9", "10"});
  CHECK(labels("1 I-X\n1 B-X\n1 O\n", Task::tag) == std::vector<std::string>{"O", "B-X", "I-X"});
  CHECK(labels("1\t0.5\n", Task::regress).empty());
}

TEST_CASE("examples become ids and labels of a batch") {
  const test::NumberTokenizer tokenizer(100);
  ThreadPool threads(2);
  const std::vector<std::string> names = {"O", "B"};
  const auto sentences = read("a.conll", "11 B\n12 O\n13 B\n\n14 O\n", Task::tag);
  const TaskExamples tagged(sentences, Task::tag, names, tokenizer, {.tokens = 4}, "a.conll",
                            threads);
  CHECK(tagged.truncated() == 1);
  TaskBatch batch;
  tagged.append(0, 5, batch);
  tagged.append(1, 6, batch);
  CHECK(batch.input_ids == Ids{2, 11, 12, 3, 2, 14, 3});
  CHECK(batch.labels == Ids{-1, 1, 0, -1, -1, 0, -1});
  CHECK(batch.keys == std::vector<std::uint64_t>{5, 6});

  const auto questions = read("a.tsv", "11\t12\t13 14\t1\n", Task::choose);
  const TaskExamples chosen(questions, Task::choose, {}, tokenizer, {.tokens = 9}, "a.tsv",
                            threads);
  batch = {};
  chosen.append(0, 5, batch);
  CHECK(batch.input_ids == Ids{2, 11, 3, 12, 3, 2, 11, 3, 13, 14, 3});
  CHECK(batch.choices == std::vector<std::size_t>{0, 2});
  CHECK(batch.labels == Ids{1});
  CHECK(chosen.tokens(0) == batch.tokens());

  const auto other = read("a.tsv", "11\tO\n12\tC\n", Task::classify);
  CHECK_THROWS_WITH_AS(
      TaskExamples(other, Task::classify, names, tokenizer, {.tokens = 9}, "a.tsv", threads),
      "a.tsv:2: has the label 'C', which is none of O, B", Error);
}

}  // namespace
