#include "albert/tasks/sentence_order.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "albert/base/error.h"
#include "model_without.h"
#include "number_tokenizer.h"
#include "support/shared.h"

namespace {

using namespace albert;
using Order = std::vector<std::size_t>;

PairLogprobs random_pairs(std::size_t n, unsigned seed) {
  std::mt19937 generator(seed);
  PairLogprobs pairs(n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j)
      pairs(i, j) = -static_cast<double>(generator() % 1000) / 100;
  }
  return pairs;
}

/// The best of all permutations, the first of equal ones.
SentencePath by_permutations(const PairLogprobs& pairs) {
  Order order(pairs.sentences());
  std::iota(order.begin(), order.end(), std::size_t{0});
  SentencePath best = {{}, -std::numeric_limits<double>::infinity()};
  do {
    double score = 0;
    for (std::size_t i = 1; i < order.size(); ++i) score += pairs(order[i - 1], order[i]);
    if (score > best.score + 1e-9) best = {order, score};
  } while (std::ranges::next_permutation(order).found);
  return best;
}

TEST_CASE("the exact search finds the best of all permutations") {
  for (std::size_t n = 1; n <= 7; ++n) {
    for (unsigned seed = 0; seed < 10; ++seed) {
      const PairLogprobs pairs = random_pairs(n, 10 * static_cast<unsigned>(n) + seed);
      const SentencePath expected = by_permutations(pairs);
      const SentencePath found = best_path(pairs);
      CHECK(found.order == expected.order);
      CHECK(found.score == doctest::Approx(expected.score));
      // A wide beam misses nothing.
      CHECK(beam_path(pairs, 100000).score == doctest::Approx(expected.score));
    }
  }
}

TEST_CASE("of equal orders the first counts, also when all are impossible") {
  CHECK(best_path(PairLogprobs(4)).order == Order{0, 1, 2, 3});
  CHECK(beam_path(PairLogprobs(12), 10).order.front() == 0);
  PairLogprobs impossible(3);
  for (const std::size_t i : {0U, 1U, 2U}) {
    for (const std::size_t j : {0U, 1U, 2U}) {
      impossible(i, j) = -std::numeric_limits<double>::infinity();
    }
  }
  CHECK(best_path(impossible).order == Order{0, 1, 2});
  CHECK(best_path(PairLogprobs(0)).order.empty());
  CHECK(beam_path(PairLogprobs(0), 10).order.empty());
  CHECK(best_path(PairLogprobs(1)).order == Order{0});
}

TEST_CASE("a beam comes close for more sentences than permutations allow") {
  const PairLogprobs pairs = random_pairs(13, 3);
  const SentencePath exact = best_path(pairs);
  CHECK(beam_path(pairs, 100000).order == exact.order);
  const SentencePath narrow = beam_path(pairs, 50);
  CHECK(narrow.score <= exact.score);
  CHECK(narrow.score >= exact.score * 1.5);
  Order sorted = narrow.order;
  std::ranges::sort(sorted);
  for (std::size_t i = 0; i < sorted.size(); ++i) CHECK(sorted[i] == i);
  CHECK(beam_path(random_pairs(60, 1), 20).order.size() == 60);
}

struct Setup {
  ThreadPool threads{2};
  AlbertModel model = AlbertModel::load(test::fixtures_dir() / "golden" / "models" / "tiny-inner2");
  test::NumberTokenizer tokenizer{4000};
  Workspace workspace;

  std::vector<SentenceOrder> order(const std::vector<std::vector<std::string>>& documents,
                                   const SentenceOrderOptions& options = {}) {
    const std::vector<std::span<const std::string>> views(documents.begin(), documents.end());
    return SentenceOrderer(model, tokenizer, options).order(views, workspace, threads);
  }
};

TEST_CASE("pairs have the logarithms of their SOP scores, and adjacent ones make the score") {
  Setup setup;
  const std::vector<std::string> sentences = {"10 11", "12", "13 14 15"};
  const SentenceOrder answer = setup.order({sentences}).front();
  REQUIRE(answer.good());
  const SopScorer scorer(setup.model, setup.tokenizer, {});
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) {
      if (i == j) continue;
      const std::vector<TextInput> pair = {{sentences[i], sentences[j]}};
      const SopScore score = scorer.score(pair, setup.workspace, setup.threads).front();
      CHECK(answer.pairs(i, j) ==
            doctest::Approx(std::log(double{score.p_in_order})).epsilon(1e-5));
    }
  }
  const Order& order = answer.path.order;
  CHECK(answer.path.score == answer.pairs(order[0], order[1]) + answer.pairs(order[1], order[2]));
}

TEST_CASE("an order is the same in any company") {
  Setup setup;
  std::vector<std::vector<std::string>> documents = {{}, {"10"}};
  for (std::size_t n = 2; n < 13; ++n) {
    documents.emplace_back();
    for (std::size_t i = 0; i < n; ++i) {
      documents.back().push_back(std::to_string(20 + 7 * i * n) + " " + std::to_string(9 + i));
    }
  }
  for (const std::size_t batch_tokens : {1U, 64U, 100000U}) {
    const auto together = setup.order(documents, {.sop = {.batch_tokens = batch_tokens}});
    for (std::size_t d = 0; d < documents.size(); ++d) {
      const SentenceOrder alone = setup.order({documents[d]}).front();
      CHECK(together[d].path.order == alone.path.order);
      CHECK(together[d].path.score == alone.path.score);
    }
  }
}

TEST_CASE("a document with a pair that is too long says which") {
  Setup setup;
  std::string longest;
  for (int i = 0; i < 600; ++i) longest += "7 ";
  const auto answers = setup.order({{"10", "11", longest}, {"10", "11"}});
  CHECK(answers[0].error.starts_with("sentences 1 and 3: the pair has 604 tokens"));
  CHECK(answers[1].good());
  const auto cut = setup.order({{"10", longest}}, {.sop = {.long_text = LongText::truncate}});
  CHECK(cut[0].good());
  CHECK(cut[0].truncated == 2 * (604 - 512));
}

TEST_CASE("a model without the head is refused") {
  const AlbertModel model = test::model_without(
      test::fixtures_dir() / "golden" / "models" / "tiny-inner2", "sop_classifier.");
  const test::NumberTokenizer tokenizer(4000);
  CHECK_THROWS_AS(SentenceOrderer(model, tokenizer, {}), Error);
}

}  // namespace
