#include "albert/tasks/answerer.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "albert/base/error.h"
#include "model_without.h"
#include "number_tokenizer.h"
#include "support/shared.h"

namespace {

using namespace albert;

struct Setup {
  ThreadPool threads{2};
  AlbertModel model = AlbertModel::load(test::fixtures_dir() / "heads" / "qa");
  test::NumberTokenizer tokenizer{3000};
  Workspace workspace;

  std::vector<AnsweredQuestion> answer(const std::vector<TextInput>& questions,
                                       AnswererOptions options = {}) {
    options.alignment = Alignment::tokens;
    return Answerer(model, tokenizer, options).answer(questions, workspace, threads);
  }
};

std::string numbers(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += std::to_string(10 + i * 37 % 900) + " ";
  return text;
}

TEST_CASE("a question has as many answers as wanted, best first") {
  Setup setup;
  const auto result = setup.answer({{"11 12", numbers(30)}}, {.top_k = 5}).front();
  REQUIRE(result.answers.size() == 5);
  for (std::size_t i = 1; i < 5; ++i) {
    CHECK(result.answers[i].score <= result.answers[i - 1].score);
  }
  const auto best = setup.answer({{"11 12", numbers(30)}}).front();
  REQUIRE(best.answers.size() == 1);
  CHECK(best.answers[0].range == result.answers[0].range);
}

TEST_CASE("windows: at most 384 tokens by default, as many as wanted otherwise") {
  Setup setup;
  const std::string context = numbers(600);
  CHECK(setup.answer({{"11 12", context}}).front().windows == 2);
  CHECK(setup.answer({{"11 12", context}}, {.window = {.tokens = 300}}).front().windows == 3);
  CHECK(setup.answer({{"11 12", context}}, {.window = {.tokens = 300, .overlap = 200}})
            .front()
            .windows == 5);
}

TEST_CASE("a question without a context, or that leaves it no room, has an error") {
  Setup setup;
  const auto results = setup.answer({{"11 12"}, {numbers(20), numbers(30)}, {numbers(20), "11"}},
                                    {.window = {.tokens = 30}});
  CHECK(results[0].error == "has no context");
  CHECK(results[1].error.find("leaves no room for windows of 30") != std::string::npos);
  CHECK(results[2].good());
}

TEST_CASE("an empty context has no answer but the empty one") {
  Setup setup;
  CHECK(setup.answer({{"11", ""}}).front().answers.empty());
  const auto result = setup.answer({{"11", ""}}, {.handle_impossible = true}).front();
  REQUIRE(result.answers.size() == 1);
  CHECK(result.answers[0].range == ByteRange{0, 0});
}

TEST_CASE("answers have the same bits in any batch") {
  Setup setup;
  std::vector<std::string> contexts;
  for (std::size_t i = 0; i < 30; ++i) contexts.push_back(numbers(1 + i * 7 % 60));
  std::vector<TextInput> questions;
  questions.reserve(contexts.size());
  for (const std::string& context : contexts) questions.push_back({"11 12", context});
  for (const std::size_t batch_tokens : {1U, 64U, 100000U}) {
    AnswererOptions options = {.top_k = 3, .batch_tokens = batch_tokens};
    options.window = {.tokens = 20, .overlap = 4};
    const auto together = setup.answer(questions, options);
    for (std::size_t i = 0; i < questions.size(); ++i) {
      const auto alone = setup.answer({questions[i]}, options).front();
      REQUIRE(together[i].answers.size() == alone.answers.size());
      CHECK(together[i].null_score == alone.null_score);
      for (std::size_t a = 0; a < alone.answers.size(); ++a) {
        CHECK(together[i].answers[a].score == alone.answers[a].score);
        CHECK(together[i].answers[a].range == alone.answers[a].range);
      }
    }
  }
}

TEST_CASE("a model without the head is refused") {
  const AlbertModel model =
      test::model_without(test::fixtures_dir() / "heads" / "qa", "qa_outputs.");
  const test::NumberTokenizer tokenizer(3000);
  CHECK_THROWS_AS(Answerer(model, tokenizer, {}), Error);
}

}  // namespace
