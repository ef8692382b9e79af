// Sentence pairs: where a text is cut, what is swapped, what an example shows.
#include "albert/train/data/pairs.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "albert/train/data/corpus_examples.h"
#include "unit/train/data_fixture.h"

namespace {

using namespace albert;
using Fixture = test::DataFixture;
using test::code_of;

}  // namespace

TEST_CASE("pairs are truncated only if needed, so that lengths do not leak the order") {
  const Fixture fixture;
  const train::Corpus corpus = fixture.corpus(fixture.toy.text);
  const auto pairs_cut = [&](bool google_quirks) {
    std::size_t cut = 0;
    for (std::size_t length = 16; length < 32; ++length) {
      train::Random random({length});
      std::vector<train::SentencePair> pairs;
      train::append_pairs(corpus, 0, {.max_length = length, .google_quirks = google_quirks}, random,
                          pairs);
      for (const train::SentencePair& pair : pairs) {
        if (pair.a_sentences + pair.b_sentences == 2) continue;  // a pair needs two, long or not
        const auto first = static_cast<std::size_t>(std::min(pair.a_first, pair.b_first));
        cut += corpus.length(first, first + pair.a_sentences + pair.b_sentences) > length - 3;
      }
    }
    return cut;
  };
  CHECK(pairs_cut(false) == 0);
  CHECK(pairs_cut(true) > 0);
}

TEST_CASE("pairs cover a document, cut at sentences, half of them swapped") {
  const Fixture fixture;
  const train::Corpus corpus = fixture.corpus(fixture.toy.text);
  const train::PairOptions options = {.max_length = 19, .short_share = 0.1};
  int swapped = 0;
  int total = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    for (std::size_t d = 0; d < corpus.documents(); ++d) {
      train::Random random({seed, d});
      std::vector<train::SentencePair> pairs;
      train::append_pairs(corpus, d, options, random, pairs);
      std::size_t next = corpus.first_sentence(d);
      for (const train::SentencePair& pair : pairs) {
        CHECK(pair.a_sentences >= 1);
        CHECK(pair.b_sentences >= 1);
        const std::uint64_t first = std::min(pair.a_first, pair.b_first);
        CHECK(first + (pair.label == 0 ? pair.a_sentences : pair.b_sentences) ==
              std::max(pair.a_first, pair.b_first));
        CHECK((pair.label == 1) == (pair.b_first < pair.a_first));
        // Each begins where the last one ended; only a lone last sentence is seen twice.
        const std::size_t end = first + pair.a_sentences + pair.b_sentences;
        const bool lone_last = first + 1 == next && end == next + 1;
        CHECK((first == next || lone_last));
        next = end;
        swapped += pair.label;
        ++total;
      }
      CHECK(next == corpus.first_sentence(d + 1));
    }
  }
  CHECK(std::abs(swapped - total / 2) < 3 * std::sqrt(total));
}

TEST_CASE("an example is [CLS] A [SEP] B [SEP], swapped when its label says so") {
  const Fixture fixture;
  const train::Corpus corpus = fixture.corpus(fixture.toy.text);
  const auto build = [&](std::size_t length, bool swapped) {
    train::ExampleBatch batch;
    train::Random random({1});
    const train::SentencePair pair =
        swapped ? train::SentencePair{7, 6, 2, 1, 1} : train::SentencePair{6, 7, 1, 2, 0};
    train::append_pair(corpus, pair, {.max_length = length}, fixture.vocabulary.special, random,
                       batch);
    return batch;
  };
  const train::ExampleBatch plain = build(64, false);
  CHECK(plain.input_ids == fixture.ids("[CLS] d1w0 d1w1 d1w2 d1w3 d1w4 [SEP] d1w5 d1w6 d1w7 d1w8 "
                                       "d1w9 d1w10 d1w11 d1w12 d1w13 d1w14 [SEP]"));
  CHECK(std::count(plain.token_type_ids.begin(), plain.token_type_ids.end(), 0) == 7);
  CHECK(plain.swapped == std::vector<std::uint8_t>{0});
  CHECK(plain.starts == std::vector<std::size_t>{0, 18});
  const train::ExampleBatch swapped_example = build(64, true);
  CHECK(swapped_example.input_ids ==
        fixture.ids("[CLS] d1w5 d1w6 d1w7 d1w8 d1w9 d1w10 d1w11 d1w12 d1w13 "
                    "d1w14 [SEP] d1w0 d1w1 d1w2 d1w3 d1w4 [SEP]"));
  CHECK(swapped_example.swapped == std::vector<std::uint8_t>{1});

  const train::ExampleBatch cut = build(12, false);
  CHECK(cut.tokens() == 12);
  CHECK(cut.input_ids[6] == fixture.vocabulary.special.sep);  // five of A, four of B
  CHECK(cut.input_ids.back() == fixture.vocabulary.special.sep);
}

TEST_CASE("the longer of two truncated segments does not leak the order") {
  const Fixture fixture;
  const train::Corpus corpus = fixture.corpus(fixture.toy.text);
  int earlier_is_longer = 0;
  constexpr int kTrials = 400;
  for (std::uint64_t seed = 0; seed < kTrials; ++seed) {
    train::ExampleBatch batch;
    train::Random random({seed});
    // 5 + 5 words, of which 7 fit.
    train::append_pair(corpus, {6, 7, 1, 1, 0}, {.max_length = 10}, fixture.vocabulary.special,
                       random, batch);
    const auto first_side = std::count(batch.token_type_ids.begin(), batch.token_type_ids.end(), 0);
    earlier_is_longer += first_side == 2 + 4;  // [CLS], its words, [SEP]
  }
  CHECK(std::abs(earlier_is_longer - kTrials / 2) < 3 * std::sqrt(kTrials / 4.0));
}

TEST_CASE("truncation of a pair does not depend on its order in the example") {
  const Fixture fixture;
  const train::Corpus corpus = fixture.corpus(fixture.toy.text);
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const auto sorted = [&](const train::SentencePair& pair) {
      train::ExampleBatch batch;
      train::Random random({seed});
      train::append_pair(corpus, pair, {.max_length = 11}, fixture.vocabulary.special, random,
                         batch);
      std::sort(batch.input_ids.begin(), batch.input_ids.end());
      return batch.input_ids;
    };
    CHECK(sorted({6, 7, 1, 1, 0}) == sorted({7, 6, 1, 1, 1}));
  }
}

TEST_CASE("next sentences come from the text or from another document, half and half") {
  const Fixture fixture;
  const train::Corpus corpus = fixture.corpus(fixture.toy.text);
  const train::PairOptions options = {.max_length = 19, .objective = train::PairObjective::nsp};
  int others = 0;
  int total = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    for (std::size_t d = 0; d < corpus.documents(); ++d) {
      const std::uint64_t begin = corpus.first_sentence(d);
      const std::uint64_t end = corpus.first_sentence(d + 1);
      train::Random random({seed, d});
      std::vector<train::SentencePair> pairs;
      train::append_pairs(corpus, d, options, random, pairs);
      std::uint64_t next = begin;
      for (const train::SentencePair& pair : pairs) {
        CHECK((pair.a_first == next || pair.a_first + 2 == end));
        const bool inside = pair.b_first >= begin && pair.b_first < end;
        CHECK(inside == (pair.label == 0));
        if (inside) CHECK(pair.b_first == pair.a_first + pair.a_sentences);
        CHECK(pair.b_sentences >= 1);
        CHECK(pair.b_first + pair.b_sentences <= corpus.sentences());
        // What another document's B has displaced comes next.
        next = pair.a_first + pair.a_sentences + (inside ? pair.b_sentences : 0);
        others += pair.label;
        ++total;
      }
    }
  }
  CHECK(std::abs(others - total / 2) < 3 * std::sqrt(total));
}

TEST_CASE("without an objective pairs stay in order and have no label") {
  const Fixture fixture;
  const train::Corpus corpus = fixture.corpus(fixture.toy.text);
  const train::PairOptions options = {.max_length = 19, .objective = train::PairObjective::none};
  train::CorpusExamples source(corpus, fixture.vocabulary, options, {}, 1);
  train::ExampleBatch batch;
  for (std::size_t i = 0; i < source.size(0); ++i) source.append({0, i}, batch);
  CHECK(batch.sequences() == source.size(0));
  CHECK(batch.swapped.empty());
  std::vector<train::SentencePair> pairs;
  train::Random random({1});
  train::append_pairs(corpus, 0, options, random, pairs);
  for (const train::SentencePair& pair : pairs) CHECK(pair.b_first > pair.a_first);
}

TEST_CASE("Google's quirks: lone segments get another document's B, lengths are a document's") {
  const Fixture fixture;
  // Sentences of 20 words fill an example of 19 tokens alone.
  std::string text;
  for (int d = 0; d < 6; ++d) {
    for (int s = 0; s < 3; ++s) {
      for (int w = 0; w < 20; ++w) text += "d" + std::to_string(d) + "w" + std::to_string(w) + " ";
      text += "\n";
    }
    text += "\n";
  }
  const train::Corpus corpus = fixture.corpus(fixture.dir.write("long.txt", text));
  train::PairOptions options = {.max_length = 19, .google_quirks = true};
  std::vector<train::SentencePair> pairs;
  train::Random random({1});
  train::append_pairs(corpus, 2, options, random, pairs);
  REQUIRE(pairs.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(pairs[i].a_first == 6 + i);
    CHECK(pairs[i].a_sentences == 1);
    CHECK(pairs[i].label == 1);
    CHECK((pairs[i].b_first < 6 || pairs[i].b_first >= 9));
  }
  // With short examples only, a document's sentences all aim at one length, chunks at their own.
  options = {.max_length = 128, .short_share = 1};
  const train::Corpus toy = fixture.corpus(fixture.toy.text);
  const auto targets = [&](bool quirks) {
    std::set<std::uint32_t> sizes;
    options.google_quirks = quirks;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      pairs.clear();
      train::Random other({seed});
      train::append_pairs(toy, 0, options, other, pairs);
      pairs.pop_back();  // cut by the end of the document
      std::set<std::uint32_t> here;
      for (const auto& pair : pairs) here.insert(pair.a_sentences + pair.b_sentences);
      if (quirks) CHECK(here.size() <= 1);
      sizes.insert(here.begin(), here.end());
    }
    return sizes.size();
  };
  CHECK(targets(true) > 1);
  CHECK(targets(false) > 1);

  const train::Corpus alone = fixture.corpus(fixture.dir.write("one.txt", "d0w1\nd0w2\n"));
  options = {.google_quirks = true};
  CHECK(code_of([&] { train::CorpusExamples(alone, fixture.vocabulary, options, {}, 1); }) ==
        ErrorCode::usage);
  options = {.objective = train::PairObjective::nsp};
  CHECK(code_of([&] { train::CorpusExamples(alone, fixture.vocabulary, options, {}, 1); }) ==
        ErrorCode::usage);
}
