#include "albert/tasks/sop.h"

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

struct Setup {
  ThreadPool threads{2};
  AlbertModel model = AlbertModel::load(test::fixtures_dir() / "golden" / "models" / "tiny-inner2");
  test::NumberTokenizer tokenizer{4000};
  Workspace workspace;

  std::vector<SopScore> score(const std::vector<TextInput>& pairs, SopOptions options = {}) {
    return SopScorer(model, tokenizer, options).score(pairs, workspace, threads);
  }
};

TEST_CASE("probabilities are the softmax of the logits, index 0 in order") {
  Setup setup;
  const SopScore score = setup.score({{"10 11", "12"}}).front();
  REQUIRE(score.good());
  const double e0 = std::exp(static_cast<double>(score.logits[0]));
  const double e1 = std::exp(static_cast<double>(score.logits[1]));
  CHECK(score.p_in_order == doctest::Approx(e0 / (e0 + e1)).epsilon(1e-6));
  CHECK(score.p_swapped == doctest::Approx(e1 / (e0 + e1)).epsilon(1e-6));
  const SopScore swapped = setup.score({{"12", "10 11"}}).front();
  CHECK(swapped.logits != score.logits);
}

TEST_CASE("a score has the same bits in any batch") {
  Setup setup;
  std::vector<std::string> texts;
  for (int i = 0; i < 50; ++i) {
    std::string text = std::to_string(100 + i);
    for (int n = 0; n < i * 31 % 19; ++n) text += " " + std::to_string(300 + n * i);
    texts.push_back(text);
  }
  std::vector<TextInput> pairs;
  for (std::size_t i = 0; i + 1 < texts.size(); ++i) pairs.push_back({texts[i], texts[i + 1]});
  for (const std::size_t batch_tokens : {1U, 64U, 100000U}) {
    const auto together = setup.score(pairs, {.batch_tokens = batch_tokens});
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      const SopScore alone = setup.score({pairs[i]}).front();
      CHECK(together[i].logits == alone.logits);
      CHECK(together[i].p_in_order == alone.p_in_order);
    }
  }
}

TEST_CASE("a text without a pair and a pair that is too long have no score") {
  Setup setup;
  std::string longest;
  for (int i = 0; i < 600; ++i) longest += "7 ";
  const auto scores = setup.score({{"10"}, {"10", "11"}, {"10", longest}});
  CHECK(scores[0].error == "has no second segment");
  CHECK(scores[1].good());
  CHECK(scores[2].error.starts_with("has 604 tokens"));
  const auto cut = setup.score({{"10", longest}}, {.long_text = LongText::truncate});
  CHECK(cut[0].good());
  CHECK(cut[0].truncated == 604 - 512);
}

TEST_CASE("a model without the head is refused with a hint") {
  const AlbertModel model = test::model_without(
      test::fixtures_dir() / "golden" / "models" / "tiny-inner2", "sop_classifier.");
  const test::NumberTokenizer tokenizer(4000);
  CHECK_THROWS_WITH_AS(SopScorer(model, tokenizer, {}),
                       "sop_classifier.*: the model has no sentence-order head (Hub copies of "
                       "ALBERT v1 and v2 lack it; Google's TensorFlow checkpoints have it)",
                       Error);
}

}  // namespace
