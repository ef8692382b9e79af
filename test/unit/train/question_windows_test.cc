#include "albert/train/data/question_windows.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "albert/base/error.h"
#include "albert/train/data/task_examples.h"
#include "unit/tasks/number_tokenizer.h"

namespace {

using namespace albert;
using namespace albert::train;
using Ids = std::vector<std::int32_t>;
using Span = std::pair<std::size_t, std::size_t>;

const test::NumberTokenizer kTokenizer(100);

LabelledText question(std::vector<LabelledAnswer> answers) {
  return {.text = "10 11", .pair = "20 21-22 23 24 25", .answers = std::move(answers), .line = 3};
}

std::vector<Span> spans(const LabelledText& question, const WindowOptions& window) {
  std::vector<Span> spans;
  for (const QuestionWindow& part : make_windows(question, kTokenizer, window).windows) {
    spans.emplace_back(part.span.first, part.span.last);
  }
  return spans;
}

TEST_CASE("the span of an answer is that of the tokens that it touches") {
  // [CLS] 10 11 [SEP] 20 21 22 23 24 25 [SEP]
  const WindowOptions whole = {.tokens = 20, .overlap = 2};
  CHECK(spans(question({{"21-22", 3}}), whole) == std::vector<Span>{{5, 6}});
  CHECK(spans(question({{"22 2", 6}}), whole) == std::vector<Span>{{6, 7}});
  CHECK(spans(question({{"0 2", 1}}), whole) == std::vector<Span>{{4, 5}});
  CHECK(spans(question({}), whole) == std::vector<Span>{{0, 0}});
  // The first answer with a known place counts; without one, and without tokens, nothing is
  // learned.
  CHECK(spans(question({{"x"}, {"25", 15}}), whole) == std::vector<Span>{{9, 9}});
  CHECK(spans(question({{"x"}}), whole)[0].first > 100);
  CHECK(spans(question({{" ", 2}}), whole)[0].first > 100);
}

TEST_CASE("an answer that is not in a window as a whole is [CLS]") {
  // Of six tokens of the context: [20 21 22], [22 23 24], [24 25].
  const WindowOptions windows = {.tokens = 8, .overlap = 1};
  CHECK(spans(question({{"21-22 23", 3}}), windows) == std::vector<Span>{{0, 0}, {0, 0}, {0, 0}});
  CHECK(spans(question({{"22 23", 6}}), windows) == std::vector<Span>{{0, 0}, {4, 5}, {0, 0}});
  CHECK(spans(question({{"24", 12}}), windows) == std::vector<Span>{{0, 0}, {6, 6}, {4, 4}});
  const WindowedQuestion made = make_windows(question({{"24", 12}, {"x"}}), kTokenizer, windows);
  CHECK(made.answers == std::vector<std::string>{"24", "x"});
  CHECK(made.windows[1].input_ids == Ids{2, 10, 11, 3, 22, 23, 24, 3});
  CHECK(made.windows[1].token_type_ids == Ids{0, 0, 0, 0, 1, 1, 1, 1});
  CHECK(made.windows[1].begin == 4);
  // Pieces without a space mark are one word.
  CHECK(made.windows[1].words[1].of(made.context) == "22 23 24");
}

TEST_CASE("questions become the windows of a batch") {
  ThreadPool threads(2);
  const std::vector<LabelledText> texts = {question({{"24", 12}}), question({{"x"}, {"20", 0}})};
  const TaskExamples examples(texts, Task::answer, {}, kTokenizer, {.tokens = 8, .overlap = 1},
                              "data", threads);
  CHECK(examples.size() == 2);
  CHECK(examples.tokens(0) == 8 + 8 + 7);
  CHECK(examples.misplaced() == 1);
  CHECK(examples.first_misplaced() == "data:3");
  TaskBatch batch;
  examples.append(0, 5, batch);
  examples.append(1, 9, batch);
  CHECK(batch.starts == std::vector<std::size_t>{0, 8, 16, 23, 31, 39, 46});
  CHECK(batch.keys == std::vector<std::uint64_t>{5, 6, 7, 9, 10, 11});
  REQUIRE(batch.spans.size() == 6);
  CHECK(batch.spans[1].first == 6);
  CHECK(batch.spans[3].first == 4);

  const auto refused = [&](const LabelledText& text, std::size_t tokens) {
    try {
      const TaskExamples bad({&text, 1}, Task::answer, {}, kTokenizer,
                             {.tokens = tokens, .overlap = 1}, "data", threads);
      FAIL("taken");
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  CHECK(refused(question({}), 6) ==
        "data:3: has 11 tokens, and its other segment leaves no room for windows of 6 that overlap "
        "by 1");
  CHECK(refused(question({{"x"}}), 20) == "data: none of its answers is where 'answer_start' says");
}

}  // namespace
