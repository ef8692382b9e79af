// The tokenized text and its cache file.
#include "albert/train/data/corpus.h"

#include <chrono>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "albert/base/mapped_file.h"
#include "albert/train/data/corpus_examples.h"
#include "unit/train/data_fixture.h"

namespace {

using namespace albert;
using Fixture = test::DataFixture;
using test::code_of;
namespace fs = std::filesystem;

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

TEST_CASE("texts without sentences are refused") {
  const Fixture fixture;
  const fs::path empty = fixture.dir.write("empty.txt", "\n \n\n");
  CHECK(code_of([&] { fixture.corpus(empty); }) == ErrorCode::usage);
  CHECK(code_of([&] { fixture.corpus(fixture.dir.path() / "none.txt"); }) == ErrorCode::io);
  const train::Corpus lonely = fixture.corpus(fixture.dir.write("lonely.txt", "d0w1\n\nd0w2\n"));
  CHECK(code_of([&] { train::CorpusExamples(lonely, fixture.vocabulary, {}, {}, 1); }) ==
        ErrorCode::usage);
}
