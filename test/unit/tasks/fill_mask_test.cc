#include "albert/tasks/fill_mask.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "albert/base/error.h"
#include "model_without.h"
#include "number_tokenizer.h"
#include "support/shared.h"

namespace {

using namespace albert;
using Ids = std::vector<std::int32_t>;

struct Setup {
  ThreadPool threads{2};
  AlbertModel model =
      AlbertModel::load(test::fixtures_dir() / "golden" / "models" / "tiny-groups2");
  test::NumberTokenizer tokenizer{4000};
  Workspace workspace;

  FilledText fill(TextInput text, FillMaskOptions options) {
    return FillMask(model, tokenizer, std::move(options))
        .fill(std::vector{text}, workspace, threads)
        .front();
  }
};

TEST_CASE("scores are a softmax over the whole vocabulary, best first") {
  Setup setup;
  const FilledText all = setup.fill({"10 4 20"}, {.top_k = 100000});
  REQUIRE(all.good());
  CHECK(all.masks == std::vector<std::size_t>{2});
  REQUIRE(all.candidates.size() == 1);
  const std::vector<MaskCandidate>& candidates = all.candidates[0];
  REQUIRE(candidates.size() == 4000);
  double sum = 0;
  Ids tokens;
  for (const MaskCandidate& candidate : candidates) {
    sum += candidate.score;
    tokens.push_back(candidate.token);
  }
  CHECK(sum == doctest::Approx(1).epsilon(1e-6));
  CHECK(std::ranges::is_sorted(candidates, std::ranges::greater(), &MaskCandidate::score));
  std::ranges::sort(tokens);
  CHECK(std::ranges::adjacent_find(tokens) == tokens.end());

  const FilledText best = setup.fill({"10 4 20"}, {.top_k = 7});
  CHECK(best.candidates[0] == std::vector(candidates.begin(), candidates.begin() + 7));

  const std::int32_t last = candidates.back().token;
  const std::int32_t fifth = candidates[4].token;
  const FilledText targets = setup.fill({"10 4 20"}, {.top_k = 5, .targets = {last, fifth}});
  CHECK(targets.candidates[0] == std::vector{candidates[4], candidates.back()});
  CHECK(setup.fill({"10 4 20"}, {.top_k = 1, .targets = {last, fifth}}).candidates[0] ==
        std::vector{candidates[4]});
}

TEST_CASE("an answer has the same bits in any batch") {
  Setup setup;
  std::vector<std::string> words;
  for (int i = 0; i < 60; ++i) {
    std::string text = std::to_string(100 + i);
    for (int n = 0; n < i * 37 % 23; ++n) text += " " + std::to_string(200 + n * i) + " 4";
    words.push_back(text + " 4");
  }
  std::vector<TextInput> texts;
  for (std::size_t i = 0; i < words.size(); ++i) {
    texts.push_back({words[i]});
    if (i % 3 == 0) texts.back().pair = words[i / 2];
  }
  std::vector<FilledText> alone;
  for (const TextInput& text : texts) alone.push_back(setup.fill(text, {}));
  for (const std::size_t batch_tokens : {1U, 40U, 100000U}) {
    for (const int count : {1, 3}) {
      ThreadPool threads(count);
      const FillMask task(setup.model, setup.tokenizer, {.batch_tokens = batch_tokens});
      const auto together = task.fill(texts, setup.workspace, threads);
      for (std::size_t i = 0; i < texts.size(); ++i) {
        CHECK(together[i].candidates == alone[i].candidates);
      }
    }
  }
}

TEST_CASE("more masks than fit one block of logits") {
  Setup setup;
  std::string text;
  for (int i = 0; i < 510; ++i) text += "4 ";
  const FilledText answer = setup.fill({text}, {.top_k = 1});
  REQUIRE(answer.good());
  CHECK(answer.masks.size() == 510);
  CHECK(std::ranges::all_of(answer.candidates, [](const auto& best) { return best.size() == 1; }));
  // The first mask's answer does not depend on the chunk it falls into.
  CHECK(setup.fill({text}, {.top_k = 1, .targets = {answer.candidates[300][0].token}})
            .candidates[300] == answer.candidates[300]);
}

TEST_CASE("texts without an answer say why, and leave the others alone") {
  Setup setup;
  const FillMask task(setup.model, setup.tokenizer, {});
  std::string longest;
  for (int i = 0; i < 600; ++i) longest += "4 ";
  const auto answers = task.fill(std::vector<TextInput>{{"10"}, {"4"}, {""}, {longest}},
                                 setup.workspace, setup.threads);
  CHECK(answers[0].error == "has no 4");
  CHECK(answers[1].good());
  CHECK(answers[2].error == "has no 4");
  CHECK(answers[3].error.starts_with("has 602 tokens"));
  CHECK(task.fill({}, setup.workspace, setup.threads).empty());
}

TEST_CASE("sequences leave special tokens out when there is a single mask") {
  Setup setup;
  const FillMask task(setup.model, setup.tokenizer, {});
  CHECK(task.sequence(setup.fill({"10 4 0 1 20"}, {}), 0, 77) == "10 77 20");
  CHECK(task.sequence(setup.fill({"10 4 0 4", "30"}, {}), 1, 77) == "2 10 4 77 3 30 3");
  CHECK(task.token_string(4) == "4");
}

TEST_CASE("a target is the entry of that spelling, else its first token") {
  const test::NumberTokenizer tokenizer(100);
  CHECK(find_target(tokenizer, "17").token == 17);
  CHECK(find_target(tokenizer, "17").pieces == 1);
  CHECK(find_target(tokenizer, "17 18").token == 17);
  CHECK(find_target(tokenizer, "17 18").pieces == 2);
  CHECK(find_target(tokenizer, "").pieces == 0);
}

TEST_CASE("a model without the head, or with fewer words than the tokenizer, is refused") {
  Setup setup;
  const test::NumberTokenizer larger(4001);
  CHECK_THROWS_AS(FillMask(setup.model, larger, {}), Error);
  const AlbertModel headless = test::model_without(
      test::fixtures_dir() / "golden" / "models" / "tiny-inner2", "predictions.");
  CHECK_THROWS_WITH_AS(FillMask(headless, setup.tokenizer, {}),
                       "predictions.*: the model has no masked-language-model head (these are "
                       "weights of a bare encoder or of another task; take the pretrained ones)",
                       Error);
}

}  // namespace
