#include "albert/tasks/pseudo_likelihood.h"

#include <algorithm>
#include <cmath>
#include <iterator>
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

  std::vector<TextScore> score(const std::vector<TextInput>& texts,
                               PseudoLikelihoodOptions options = {}) {
    return PseudoLikelihood(model, tokenizer, options).score(texts, workspace, threads);
  }
};

bool operator==(const TextScore& a, const TextScore& b) {
  const auto same = [](const ScoredRange& x, const ScoredRange& y) {
    return x.range == y.range && x.logprob == y.logprob;
  };
  return a.pll == b.pll && std::ranges::equal(a.tokens, b.tokens, same) &&
         std::ranges::equal(a.words, b.words, same);
}

TEST_CASE("a text is the sum of its words, a word that of its tokens") {
  Setup setup;
  const TextScore score = setup.score({{"10-11 12"}}).front();
  REQUIRE(score.tokens.size() == 3);
  REQUIRE(score.words.size() == 2);
  CHECK(score.tokens[1].token == 11);
  CHECK(score.tokens[1].range == ByteRange{3, 5});
  CHECK(score.words[0].range == ByteRange{0, 5});
  CHECK(score.words[0].logprob ==
        doctest::Approx(score.tokens[0].logprob + score.tokens[1].logprob));
  CHECK(score.words[1].logprob == score.tokens[2].logprob);
  CHECK(score.pll == doctest::Approx(score.words[0].logprob + score.words[1].logprob));
  CHECK(score.pseudo_perplexity() == doctest::Approx(std::exp(-score.pll / 3)));
}

TEST_CASE("a text without tokens has no perplexity") {
  Setup setup;
  const TextScore score = setup.score({{""}}).front();
  CHECK(score.good());
  CHECK(score.pll == 0);
  CHECK(std::isnan(score.pseudo_perplexity()));
  CHECK(setup.score({}).empty());
}

TEST_CASE("a score has the same bits in any batch") {
  Setup setup;
  std::vector<std::string> lines;
  for (int i = 0; i < 30; ++i) {
    std::string line = std::to_string(100 + i);
    for (int n = 0; n < i * 31 % 19; ++n)
      line += (n % 3 == 0 ? "-" : " ") + std::to_string(9 + n * i);
    lines.push_back(line);
  }
  std::vector<TextInput> texts;
  std::ranges::transform(lines, std::back_inserter(texts),
                         [](const std::string& line) { return TextInput{line}; });
  for (const ScoreMethod method : {ScoreMethod::original, ScoreMethod::within_word_l2r}) {
    const auto score_alone = [&](const TextInput& text) {
      return setup.score({text}, {.method = method}).front();
    };
    std::vector<TextScore> alone;
    std::ranges::transform(texts, std::back_inserter(alone), score_alone);
    for (const std::size_t batch_tokens : {1U, 64U, 100000U}) {
      const auto together = setup.score(texts, {.method = method, .batch_tokens = batch_tokens});
      for (std::size_t i = 0; i < texts.size(); ++i) CHECK(together[i] == alone[i]);
    }
  }
}

TEST_CASE("in a long text each token is scored in the window around it") {
  Setup setup;
  std::string line;
  for (int i = 0; i < 600; ++i) line += std::to_string(20 + i) + " ";
  const std::vector<TextInput> text = {{line}};
  const TextScore long_score = setup.score(text).front();
  REQUIRE(long_score.tokens.size() == 600);
  CHECK(long_score.truncated == 0);

  // Token 300 sees 2 tokens before it and 2 after it.
  const TextScore windowed = setup.score(text, {.window = 7}).front();
  CHECK(windowed.tokens[300].logprob ==
        setup.score({{"318 319 320 321 322"}}).front().tokens[2].logprob);
  CHECK(windowed.tokens[0].logprob == setup.score({{"20 21 22 23 24"}}).front().tokens[0].logprob);
  CHECK(windowed.tokens[599].logprob ==
        setup.score({{"615 616 617 618 619"}}).front().tokens[4].logprob);

  const TextScore cut = setup.score(text, {.window = 7, .truncate = true}).front();
  CHECK(cut.truncated == 595);
  CHECK(cut.words.size() == 5);
  CHECK(cut == setup.score({{"20 21 22 23 24"}}).front());
}

TEST_CASE("pairs and windows that do not fit are refused") {
  Setup setup;
  CHECK(setup.score({{"10", "11"}}).front().error == "is a pair, not a single text");
  CHECK(setup.score({{"10"}}, {.window = 2}).front().error ==
        "leaves no room in windows of 2 tokens");
  CHECK_THROWS_WITH_AS(setup.score({}, {.window = 513}),
                       "windows of 513 tokens do not fit the model's 512 positions", Error);
  const AlbertModel headless = test::model_without(
      test::fixtures_dir() / "golden" / "models" / "tiny-inner2", "predictions.");
  CHECK_THROWS_AS(PseudoLikelihood(headless, setup.tokenizer, {}), Error);
}

}  // namespace
