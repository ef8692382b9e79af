// Masking, and the stream of examples over epochs.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "albert/train/data/corpus_examples.h"
#include "albert/train/data/masking.h"
#include "unit/train/data_fixture.h"

namespace {

using namespace albert;
using Fixture = test::DataFixture;

}  // namespace

TEST_CASE("masking keeps to its share, to whole words and to its probabilities") {
  const Fixture fixture;
  const train::Vocabulary& vocabulary = fixture.vocabulary;
  std::string text = "[CLS]";
  for (int w = 0; w < 15; ++w) text += " d0w" + std::to_string(w) + "s";  // two pieces a word
  text += " [SEP]";
  for (int w = 0; w < 15; ++w) text += " d1w" + std::to_string(w);
  const std::vector<std::int32_t> original = fixture.ids(text + " [SEP]");
  REQUIRE(original.size() == 48);

  std::size_t chosen = 0, masked = 0, kept = 0;
  constexpr int kRounds = 3000;
  train::MaskedTokens result;
  for (std::uint64_t seed = 0; seed < kRounds; ++seed) {
    std::vector<std::int32_t> ids = original;
    train::Random random({seed});
    train::mask_tokens(ids, vocabulary, {}, random, result);
    CHECK(result.rows.size() <= 7);  // 15 % of 48
    CHECK(std::is_sorted(result.rows.begin(), result.rows.end()));
    std::set<std::uint32_t> rows(result.rows.begin(), result.rows.end());
    REQUIRE(rows.size() == result.labels.size());
    for (std::uint32_t i = 0; i < ids.size(); ++i) {
      if (!rows.contains(i)) {
        CHECK(ids[i] == original[i]);
        continue;
      }
      CHECK(!fixture.tokenizer->is_special(original[i]));
      if (i >= 1 && i <= 30) CHECK(rows.contains(i % 2 == 1 ? i + 1 : i - 1));  // both pieces
      ++chosen;
      masked += ids[i] == vocabulary.special.mask ? 1 : 0;
      kept += ids[i] == original[i] ? 1 : 0;
    }
    for (std::size_t i = 0; i < result.rows.size(); ++i) {
      CHECK(result.labels[i] == original[result.rows[i]]);
    }
  }
  CHECK(static_cast<double>(chosen) / kRounds > 6.5);
  CHECK(static_cast<double>(masked) / static_cast<double>(chosen) ==
        doctest::Approx(0.8).epsilon(0.02));
  CHECK(static_cast<double>(kept) / static_cast<double>(chosen) ==
        doctest::Approx(0.1).epsilon(0.1));
  train::Random random({1});
  std::vector<std::int32_t> ids = original;
  train::mask_tokens(ids, vocabulary, {.max_predictions = 2, .mask = 0, .random = 0}, random,
                     result);
  CHECK(result.rows.size() <= 2);
  CHECK(ids == original);
}

TEST_CASE("runs of n words are hidden in proportion to 1/n") {
  const Fixture fixture;
  std::string text = "[CLS]";
  for (int w = 0; w < 180; ++w)
    text += " d" + std::to_string(w / 30) + "w" + std::to_string(w % 30);
  const std::vector<std::int32_t> original = fixture.ids(text + " [SEP]");
  std::map<std::size_t, double> runs;  // by length
  train::MaskedTokens result;
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    std::vector<std::int32_t> ids = original;
    train::Random random({seed});
    train::mask_tokens(ids, fixture.vocabulary, {.share = 0.05}, random, result);
    CHECK(result.rows.size() == 9);
    std::size_t run = 1;
    for (std::size_t i = 1; i <= result.rows.size(); ++i, ++run) {
      if (i < result.rows.size() && result.rows[i] == result.rows[i - 1] + 1) continue;
      ++runs[run];
      run = 0;
    }
  }
  // A little off 1/2 and 1/3: runs that touch count as one, and the last is cut to what is left.
  CHECK(runs[2] / runs[1] == doctest::Approx(0.5).epsilon(0.15));
  CHECK(runs[3] / runs[1] == doctest::Approx(0.31).epsilon(0.15));
}

TEST_CASE("epochs differ, positions repeat, and the stream goes on for ever") {
  const Fixture fixture;
  const train::Corpus corpus = fixture.corpus(fixture.toy.text);
  const auto stream = [&](std::uint64_t seed, train::ExampleSource::Position position, int count) {
    train::CorpusExamples source(corpus, fixture.vocabulary, {.max_length = 19}, {}, seed);
    train::ExampleBatch batch;
    for (int i = 0; i < count; ++i) {
      source.append(position, batch);
      source.advance(position);
    }
    return std::pair(batch, position);
  };
  const auto [batch, end] = stream(1, {}, 40);
  CHECK(end.epoch >= 1);
  CHECK(batch.sequences() == 40);
  CHECK(batch.swapped.size() == 40);
  CHECK(batch.labels.size() == batch.masked.size());
  CHECK(std::is_sorted(batch.masked.begin(), batch.masked.end()));
  CHECK(batch.masked.back() < batch.tokens());
  CHECK(stream(1, {}, 40).first.input_ids == batch.input_ids);
  CHECK(stream(2, {}, 40).first.input_ids != batch.input_ids);
  CHECK(stream(1, {1, 0}, 10).first.input_ids != stream(1, {0, 0}, 10).first.input_ids);

  // From the middle, the same as straight on.
  auto [head, middle] = stream(1, {}, 17);
  head.append(stream(1, middle, 23).first);
  CHECK(head.input_ids == batch.input_ids);
  CHECK(head.starts == batch.starts);
  CHECK(head.masked == batch.masked);
  CHECK(head.labels == batch.labels);
}

TEST_CASE("in both orders every pair is followed by the same one the other way round") {
  const Fixture fixture;
  const train::Corpus corpus = fixture.corpus(fixture.toy.text);
  const train::PairOptions usual = {.max_length = 64, .short_share = 0};
  train::PairOptions both = usual;
  both.both_orders = true;
  train::CorpusExamples source(corpus, fixture.vocabulary, both, {}, 1);
  train::CorpusExamples single(corpus, fixture.vocabulary, usual, {}, 1);
  REQUIRE(source.size(0) == 2 * single.size(0));
  // With the hidden tokens put back.
  const auto example = [&](train::ExampleSource& from, std::size_t index) {
    train::ExampleBatch batch;
    from.append({.epoch = 0, .index = index}, batch);
    for (std::size_t i = 0; i < batch.masked.size(); ++i) {
      batch.input_ids[batch.masked[i]] = batch.labels[i];
    }
    return batch;
  };
  // Tokens of A and of B, without [CLS] and [SEP].
  const auto segments = [](const train::ExampleBatch& batch) {
    const auto second = std::find(batch.token_type_ids.begin(), batch.token_type_ids.end(), 1);
    const auto middle = batch.input_ids.begin() + (second - batch.token_type_ids.begin());
    return std::pair(std::vector(batch.input_ids.begin() + 1, middle - 1),
                     std::vector(middle, batch.input_ids.end() - 1));
  };
  for (std::size_t i = 0; i < single.size(0); ++i) {
    const train::ExampleBatch shown = example(source, 2 * i);
    const train::ExampleBatch swapped_example = example(source, 2 * i + 1);
    CHECK(shown.input_ids == example(single, i).input_ids);
    CHECK(shown.swapped[0] + swapped_example.swapped[0] == 1);
    const auto [a, b] = segments(shown);
    CHECK(segments(swapped_example) == std::pair(b, a));
  }
  const auto refused = [&](train::PairOptions wrong) {
    wrong.both_orders = true;
    CHECK_THROWS_WITH_AS(train::CorpusExamples(corpus, fixture.vocabulary, wrong, {}, 1),
                         doctest::Contains("both orders need the sentence-order objective"), Error);
  };
  refused({.objective = train::PairObjective::nsp});
  refused({.objective = train::PairObjective::none});
  refused({.google_quirks = true});
}
