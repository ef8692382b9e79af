#include <cmath>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "albert/base/error.h"
#include "albert/train/evaluation/prediction_file.h"
#include "support/temp_dir.h"

namespace {

using namespace albert;
using namespace albert::train;
using Strings = std::vector<std::string>;

std::vector<Prediction> read(Task task, const std::vector<LabelledText>& examples,
                             const std::string& lines) {
  const test::TempDir dir;
  dir.write("answers", lines);
  const auto file = dir.path() / "answers";
  return read_predictions(file, task, examples, "data", {.names = {{file.string(), "answers"}}});
}

LabelledText labelled(const std::string& label) {
  return {.labels = {label}, .line = 1};
}

TEST_CASE("the best label, and the loss where the scores are probabilities of all labels") {
  const auto predictions = read(Task::classify, {labelled("a"), labelled("a")},
                                R"({"predictions": [{"label": "b", "score": 0.75},)"
                                R"( {"label": "a", "score": 0.25}], "id": 3})"
                                "\n\n"
                                R"({"predictions": [{"label": "b", "score": 0.75}]})");
  REQUIRE(predictions.size() == 2);
  CHECK(predictions[0].labels == Strings{"b"});
  CHECK(predictions[0].loss == doctest::Approx(std::log(4)));
  CHECK(std::isnan(predictions[1].loss));
  const std::vector<LabelledText> examples = {labelled("a"), labelled("a")};
  const TaskScorer scorer = score(Task::classify, examples, predictions,
                                  labels_of(examples, predictions, Task::classify));
  CHECK(scorer.labels() == Strings{"a", "b"});
  CHECK(scorer.confusion().count(0, 1) == 2);
  CHECK(std::isnan(scorer.scores().loss));
}

TEST_CASE("label sets, numbers and choices") {
  const auto sets = read(Task::multi_label, {labelled("a")},
                         R"({"predictions": [{"label": "b", "score": 0.5},)"
                         R"( {"label": "a", "score": 0.4999}]})");
  CHECK(sets[0].labels == Strings{"b"});
  const LabelledText number = {.number = 2, .line = 1};
  const char* const scored = R"({"predictions": [{"label": "x", "score": 0.5}], "logits": [4]})";
  CHECK(read(Task::regress, {number}, scored)[0].loss == 4);
  const LabelledText question = {.parts = {"x", "y"}, .choice = 1, .line = 1};
  const auto chosen =
      read(Task::choose, {question}, R"({"choice": 0, "probabilities": [0.75, 0.25]})");
  CHECK(chosen[0].choice == 0);
  CHECK(chosen[0].loss == doctest::Approx(std::log(4)));
}

TEST_CASE("entities of tokens or groups become tags of words, offsets are bytes or characters") {
  const LabelledText sentence = {.parts = {"Zürich", "New", "York", "x"},
                                 .labels = {"B-LOC", "B-LOC", "I-LOC", "O"},
                                 .line = 1};
  // A token within a word does not count.
  const auto tokens =
      read(Task::tag, {sentence},
           R"({"entities": [{"entity": "B-LOC", "start": 0, "end": 3, "text": "Zü"},)"
           R"( {"entity": "I-PER", "start": 3, "end": 7, "text": "rich"},)"
           R"( {"entity": "O", "start": 8, "end": 11, "text": "New"}]})");
  CHECK(tokens[0].labels == Strings{"B-LOC", "O", "O", "O"});
  const auto groups = read(Task::tag, {sentence},
                           R"({"entities": [{"entity_group": "LOC", "start": 0, "end": 6,)"
                           R"( "text": "Zürich"}, {"entity_group": "LOC", "start": 7, "end": 15,)"
                           R"( "text": "New York"}]})");
  CHECK(groups[0].labels == sentence.labels);
}

TEST_CASE("a word is learned at the first token that covers some of it") {
  const Strings strings = {"ab", "c", "", "de"};  // "ab c  de"
  const JoinedWords words(strings);
  const auto parts = [&](const std::vector<ByteRange>& ranges) {
    std::vector<int> found;
    for (const auto& part : first_parts(words, ranges)) {
      found.push_back(part ? static_cast<int>(*part) : -1);
    }
    return found;
  };
  using Ints = std::vector<int>;
  CHECK(parts({{0, 0}, {0, 1}, {1, 2}, {3, 4}, {6, 8}}) == Ints{1, 3, -1, 4});
  CHECK(parts({{1, 2}, {2, 4}, {6, 8}}) == Ints{0, 1, -1, 2});
  CHECK(parts({{0, 4}, {7, 8}}) == Ints{0, -1, -1, 1});
  CHECK(parts({{0, 2}}) == Ints{0, -1, -1, -1});
}

TEST_CASE("the loss is the mean over the terms of all examples") {
  const std::vector<LabelledText> examples = {{.parts = {"a", "b"}, .labels = {"O", "O"}},
                                              {.parts = {"c"}, .labels = {"O"}},
                                              {.parts = {"d"}, .labels = {"O"}}};
  std::vector<Prediction> predictions = {{.labels = {"O", "O"}, .loss = 3, .terms = 2},
                                         {.labels = {"O"}, .loss = 0, .terms = 0},
                                         {.labels = {"O"}, .loss = 9, .terms = 1}};
  CHECK(score(Task::tag, examples, predictions, {}).scores().loss == 5);
  predictions[0] = {.labels = {"O", "O"}};
  CHECK(std::isnan(score(Task::tag, examples, predictions, {}).scores().loss));
}

TEST_CASE("answers: any of several counts, an empty one where there is none") {
  const std::vector<LabelledText> examples = {
      {.text = "q", .pair = "the red ship", .answers = {{"ship"}, {"the red ship"}}, .line = 1},
      {.text = "q", .pair = "sea", .line = 2},
      {.text = "q", .pair = "sea", .answers = {{"sea"}}, .line = 3}};
  const auto predictions = read(Task::answer, examples,
                                R"({"answers": [{"answer": "red ship"}, {"answer": "ship"}]})"
                                "\n"
                                R"({"answers": [{"answer": ""}]})"
                                "\n"
                                R"({"answers": []})");
  const TaskScores scores = score(Task::answer, examples, predictions, {}).scores();
  CHECK(scores.measures[0].second == doctest::Approx(2.0 / 3));
  CHECK(scores.measures[1].second == doctest::Approx(2.0 / 3));
}

TEST_CASE("answers that are not to their examples are named") {
  const auto refused = [](Task task, const LabelledText& example, const std::string& line) {
    CAPTURE(line);
    try {
      read(task, {example}, line);
      FAIL("read");
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  const LabelledText one = labelled("a");
  CHECK(refused(Task::classify, one, "[]") == "answers:1: is not a JSON object");
  CHECK(refused(Task::classify, one, "\n{}") == "answers:2: 'predictions' is missing");
  CHECK(refused(Task::classify, one, R"({"error": "is bad"})") ==
        "answers:1: has an error instead of an answer: is bad");
  CHECK(refused(Task::classify, one, R"({"predictions": [{"label": "a"}]})") ==
        "answers:1: 'score' is missing");
  CHECK(refused(Task::classify, one, "") == "answers: has 0 answers, but data has 1 examples");
  const std::string good = R"({"predictions": [{"label": "a", "score": 1}]})";
  CHECK(refused(Task::classify, one, good + "\n" + good) ==
        "answers:2: is one more than the 1 examples of data");
  CHECK(refused(Task::tag, {.parts = {"New", "York"}, .labels = {"O", "O"}, .line = 7},
                R"({"entities": [{"entity": "B-X", "start": 0, "end": 3, "text": "Old"}]})") ==
        "answers:1: its entity 'Old' is not at 0 to 3 of data:7");
  CHECK(refused(Task::answer, {.text = "q", .pair = "sea", .json_place = "data[0]"},
                R"({"answers": [{"answer": "ship"}]})") ==
        "answers:1: its answer 'ship' is not in the context of data: data[0]");
  CHECK(refused(Task::choose, {.parts = {"x", "y"}, .line = 1},
                R"({"choice": 0, "probabilities": [1]})") ==
        "answers:1: has 1 choices, but data:1 has 2");
}

}  // namespace
