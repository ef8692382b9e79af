// From text to examples: the corpus cache, sentence pairs, masking, and the stream of epochs.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "albert/base/error.h"
#include "albert/base/mapped_file.h"
#include "albert/train/corpus.h"
#include "albert/train/example_source.h"
#include "albert/train/masking.h"
#include "albert/train/pairs.h"
#include "support/temp_dir.h"
#include "support/toy_text.h"

namespace {

using namespace albert;
namespace fs = std::filesystem;

const auto nobody = [](std::uint64_t, std::uint64_t) {};

struct Fixture {
  test::TempDir dir;
  test::ToyText toy{dir};
  std::unique_ptr<Tokenizer> tokenizer = Tokenizer::load(toy.tokenizer);
  train::Vocabulary vocabulary{*tokenizer};

  train::Corpus corpus(const fs::path& text, int threads = 1) const {
    ThreadPool pool(threads);
    const fs::path cache = dir.path() / "cache";
    train::tokenize_corpus({&text, 1}, *tokenizer, vocabulary, cache, pool, nobody);
    return train::Corpus(cache);
  }
  std::vector<std::int32_t> ids(const std::string& text) const {
    return tokenizer->encode(text, std::nullopt, {.add_special_tokens = false}).input_ids;
  }
};

ErrorCode code_of(const auto& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.code();
  }
  FAIL("no error");
  return ErrorCode::usage;
}

}  // namespace

TEST_CASE("a corpus holds every sentence of every document") {
  const Fixture fixture;
  const fs::path text = fixture.dir.write(
      "odd.txt", "\n\nd0w1 d0w2\r\nd0w3\n   \n\n\nd1w1 d1w2 d1w3 unheardof\nd1w4s");
  const train::Corpus corpus = fixture.corpus(text, 2);
  REQUIRE(corpus.documents() == 2);
  CHECK(corpus.sentences() == 4);
  CHECK(corpus.first_sentence(1) == 2);
  CHECK(corpus.vocab_size() == fixture.vocabulary.size());
  std::vector<std::int32_t> ids;
  corpus.append(0, 2, ids);
  CHECK(ids == fixture.ids("d0w1 d0w2 d0w3"));
  ids.clear();
  corpus.append(2, 4, ids);
  CHECK(ids == fixture.ids("d1w1 d1w2 d1w3 unheardof d1w4s"));
  CHECK(corpus.length(2, 4) == ids.size());
}

TEST_CASE("a cache is used again until the text changes, and made again when damaged") {
  const Fixture fixture;
  const train::Corpus first = fixture.corpus(fixture.toy.text);
  const fs::path cache = fixture.dir.path() / "cache";
  const auto time = fs::last_write_time(cache) - std::chrono::hours(1);
  fs::last_write_time(cache, time);
  CHECK(fixture.corpus(fixture.toy.text).digest() == first.digest());
  CHECK(fs::last_write_time(cache) == time);

  const fs::path other = fixture.dir.write("other.txt", "d0w1 d0w2\nd0w2 d0w3\n");
  CHECK(fixture.corpus(other).digest() != first.digest());
  CHECK(fs::last_write_time(cache) != time);

  const std::string bytes = read_file(cache);
  for (std::size_t size = 0; size < bytes.size(); size += 7) {
    const fs::path cut = fixture.dir.write("cut", bytes.substr(0, size));
    CHECK(code_of([&] { train::Corpus{cut}; }) == ErrorCode::model);
  }
  // Counts and offsets that lie, ids beyond the vocabulary.
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    if (at >= 8 && at < 18) continue;  // any digest will do, and a larger vocabulary
    std::string bad = bytes;
    bad[at] = static_cast<char>(0xff);
    const fs::path file = fixture.dir.write("bad", bad);
    CHECK(code_of([&] { train::Corpus{file}; }) == ErrorCode::model);
  }
  fixture.dir.write("cache", bytes.substr(0, bytes.size() / 2));
  CHECK(fixture.corpus(other).sentences() == 2);
}

TEST_CASE("a corpus larger than the writer's buffer keeps its last sentences") {
  const Fixture fixture;
  std::string text;
  constexpr std::size_t kSentences = 180'001;  // of 3 tokens of 2 bytes
  for (std::size_t i = 0; i < kSentences; ++i) text += "d0w1 d0w2 d0w3\n";
  const train::Corpus corpus = fixture.corpus(fixture.dir.write("large.txt", text + "d1w1 d1w2"));
  REQUIRE(corpus.sentences() == kSentences + 1);
  std::vector<std::int32_t> ids;
  corpus.append(kSentences - 1, kSentences + 1, ids);
  CHECK(ids == fixture.ids("d0w1 d0w2 d0w3 d1w1 d1w2"));
}

TEST_CASE("pairs that need not be cut are not, or lengths would tell the order") {
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

TEST_CASE("texts without sentences are refused") {
  const Fixture fixture;
  const fs::path empty = fixture.dir.write("empty.txt", "\n \n\n");
  CHECK(code_of([&] { fixture.corpus(empty); }) == ErrorCode::usage);
  CHECK(code_of([&] { fixture.corpus(fixture.dir.path() / "none.txt"); }) == ErrorCode::io);
  const train::Corpus lonely = fixture.corpus(fixture.dir.write("lonely.txt", "d0w1\n\nd0w2\n"));
  CHECK(code_of([&] { train::ExampleSource(lonely, fixture.vocabulary, {}, {}, 1); }) ==
        ErrorCode::usage);
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
  const train::ExampleBatch turned = build(64, true);
  CHECK(turned.input_ids == fixture.ids("[CLS] d1w5 d1w6 d1w7 d1w8 d1w9 d1w10 d1w11 d1w12 d1w13 "
                                        "d1w14 [SEP] d1w0 d1w1 d1w2 d1w3 d1w4 [SEP]"));
  CHECK(turned.swapped == std::vector<std::uint8_t>{1});

  const train::ExampleBatch cut = build(12, false);
  CHECK(cut.tokens() == 12);
  CHECK(cut.input_ids[6] == fixture.vocabulary.special.sep);  // five of A, four of B
  CHECK(cut.input_ids.back() == fixture.vocabulary.special.sep);
}

TEST_CASE("what is cut from a pair does not depend on the order in which it is shown") {
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
  train::ExampleSource source(corpus, fixture.vocabulary, options, {}, 1);
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
  CHECK(code_of([&] { train::ExampleSource(alone, fixture.vocabulary, options, {}, 1); }) ==
        ErrorCode::usage);
  options = {.objective = train::PairObjective::nsp};
  CHECK(code_of([&] { train::ExampleSource(alone, fixture.vocabulary, options, {}, 1); }) ==
        ErrorCode::usage);
}

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
    train::ExampleSource source(corpus, fixture.vocabulary, {.max_length = 19}, {}, seed);
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
