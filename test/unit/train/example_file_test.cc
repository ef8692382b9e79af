// Files of examples: what was written is read, and damage is found.
#include "albert/train/data/example_file.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "albert/base/mapped_file.h"
#include "albert/train/data/corpus_examples.h"
#include "albert/train/data/file_examples.h"
#include "unit/train/data_fixture.h"

namespace {

using namespace albert;
using Fixture = test::DataFixture;
using test::code_of;

train::ExampleFileInfo info_of(const train::Vocabulary& vocabulary,
                               train::PairObjective objective = train::PairObjective::sop) {
  return {.vocabulary_digest = vocabulary.digest,
          .vocab_size = vocabulary.size(),
          .objective = objective};
}

/// `count` examples of the toy text.
train::ExampleBatch examples(const Fixture& fixture, int count,
                             train::PairObjective objective = train::PairObjective::sop) {
  const train::Corpus corpus = fixture.corpus(fixture.toy.text);
  train::CorpusExamples source(corpus, fixture.vocabulary,
                               {.max_length = 19, .objective = objective}, {}, 1);
  train::ExampleBatch batch;
  train::ExampleSource::Position position;
  for (int i = 0; i < count; ++i) {
    source.append(position, batch);
    source.advance(position);
  }
  return batch;
}

void write(const std::filesystem::path& path, const train::ExampleFileInfo& info,
           const train::ExampleBatch& batch) {
  train::ExampleFileWriter writer(path, info);
  writer.add(batch);
  writer.commit();
}

train::ExampleBatch read_all(const train::ExampleFile& file) {
  train::ExampleBatch batch;
  for (std::size_t i = 0; i < file.size(); ++i) file.append(i, batch);
  return batch;
}

void check_equal(const train::ExampleBatch& a, const train::ExampleBatch& b) {
  CHECK(a.input_ids == b.input_ids);
  CHECK(a.token_type_ids == b.token_type_ids);
  CHECK(a.starts == b.starts);
  CHECK(a.masked == b.masked);
  CHECK(a.labels == b.labels);
  CHECK(a.swapped == b.swapped);
}

}  // namespace

TEST_CASE("examples come back as they were written, in any order") {
  const Fixture fixture;
  const auto path = fixture.dir.path() / "examples";
  const train::ExampleBatch batch = examples(fixture, 700);
  write(path, info_of(fixture.vocabulary), batch);
  const train::ExampleFile file(path);
  REQUIRE(file.size() == 700);
  CHECK(file.info().tokens == batch.tokens());
  CHECK(file.info().predicted == batch.masked.size());
  CHECK(file.info().longest == 18);
  CHECK(file.info().vocabulary_digest == fixture.vocabulary.digest);
  check_equal(read_all(file), batch);
  for (const std::size_t i : {699, 0, 255, 256, 511}) {
    train::ExampleBatch one;
    file.append(i, one);
    const auto at = [&](std::size_t row) {
      return batch.input_ids.begin() + static_cast<std::ptrdiff_t>(batch.starts[row]);
    };
    CHECK(one.input_ids == std::vector<std::int32_t>(at(i), at(i + 1)));
    CHECK(one.swapped == std::vector<std::uint8_t>{batch.swapped[i]});
  }
}

TEST_CASE("pairs without a label, large vocabularies and no example at all") {
  const Fixture fixture;
  const auto path = fixture.dir.path() / "examples";
  const auto none = train::PairObjective::none;
  const train::ExampleBatch batch = examples(fixture, 20, none);
  train::ExampleFileInfo info = info_of(fixture.vocabulary, none);
  for (const std::uint64_t pieces : {std::uint64_t{65536}, std::uint64_t{65537}}) {
    info.vocab_size = pieces;
    write(path, info, batch);
    const train::ExampleFile file(path);
    CHECK(file.info().objective == none);
    CHECK(file.info().vocab_size == pieces);
    check_equal(read_all(file), batch);
  }
  write(path, info, {});
  CHECK(train::ExampleFile(path).size() == 0);
}

TEST_CASE("different files have different digests") {
  const Fixture fixture;
  const auto path = fixture.dir.path() / "examples";
  train::ExampleBatch batch = examples(fixture, 20);
  const auto digest = [&] {
    write(path, info_of(fixture.vocabulary), batch);
    return train::ExampleFile(path).info().digest;
  };
  const std::uint64_t first = digest();
  CHECK(digest() == first);
  ++batch.labels.back();
  CHECK(digest() != first);
}

TEST_CASE("a file that is truncated or changed anywhere is refused") {
  const Fixture fixture;
  const auto path = fixture.dir.path() / "examples";
  write(path, info_of(fixture.vocabulary), examples(fixture, 9));
  const std::string bytes = read_file(path);
  const auto read = [&](const std::string& content) {
    const auto view = std::as_bytes(std::span(content));
    read_all(train::ExampleFile(view, "damaged"));
  };
  read(bytes);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CHECK(code_of([&] { read(bytes.substr(0, size)); }) == ErrorCode::model);
  }
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    std::string changed = bytes;
    changed[at] = static_cast<char>(changed[at] ^ (1 << at % 8));
    CAPTURE(at);
    CHECK(code_of([&] { read(changed); }) == ErrorCode::model);
  }
  CHECK(code_of([&] { read(bytes + "x"); }) == ErrorCode::model);
}

TEST_CASE("numbers that cannot be are refused though their checksum is right") {
  const Fixture fixture;
  const auto path = fixture.dir.path() / "examples";
  const auto problem_of = [&](const train::ExampleFileInfo& info,
                              const train::ExampleBatch& batch) -> std::string {
    write(path, info, batch);
    const train::ExampleFile file(path);
    try {
      read_all(file);
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::model);
      return error.problem();
    }
    return {};
  };
  const train::ExampleFileInfo info = info_of(fixture.vocabulary);
  const train::ExampleBatch good = examples(fixture, 3);
  CHECK(problem_of(info, good).empty());

  train::ExampleFileInfo few = info;
  few.vocab_size = 5;
  CHECK(problem_of(few, good) == "example 0 has a token outside its vocabulary");
  CHECK(problem_of(info_of(fixture.vocabulary, train::PairObjective::none), good) ==
        "example 0 has a label that cannot be");
  train::ExampleBatch batch = good;
  batch.swapped[1] = 3;
  CHECK(problem_of(info, batch) == "example 1 has a label that cannot be");
  batch = good;
  batch.labels.back() = 60000;
  CHECK(problem_of(info, batch) == "example 2 predicts a token outside its vocabulary");
  batch = good;
  batch.masked.back() = batch.masked[batch.masked.size() - 2];
  CHECK(problem_of(info, batch) == "example 2 predicts tokens that it does not have");
}

TEST_CASE("an epoch of a file is all its examples in an order of its own") {
  const Fixture fixture;
  const auto path = fixture.dir.path() / "examples";
  for (const int count : {1, 2, 3, 17, 64, 65, 300}) {
    CAPTURE(count);
    const train::ExampleBatch batch = examples(fixture, count);
    write(path, info_of(fixture.vocabulary), batch);
    const train::ExampleFile file(path);
    const auto epoch_of = [&](std::uint64_t seed, std::uint64_t epoch) {
      train::FileExamples source(file, seed);
      std::vector<std::vector<std::int32_t>> sequences;
      for (train::ExampleSource::Position at = {epoch, 0}; at.epoch == epoch; source.advance(at)) {
        train::ExampleBatch one;
        source.append(at, one);
        sequences.push_back(one.input_ids);
      }
      return sequences;
    };
    auto first = epoch_of(1, 0);
    CHECK(epoch_of(1, 0) == first);
    if (count >= 17) {
      CHECK(epoch_of(1, 1) != first);
      CHECK(epoch_of(2, 0) != first);
    }
    std::vector<std::vector<std::int32_t>> expected;
    for (std::size_t s = 0; s < batch.sequences(); ++s) {
      expected.emplace_back(
          batch.input_ids.begin() + static_cast<std::ptrdiff_t>(batch.starts[s]),
          batch.input_ids.begin() + static_cast<std::ptrdiff_t>(batch.starts[s + 1]));
    }
    std::sort(first.begin(), first.end());
    std::sort(expected.begin(), expected.end());
    CHECK(first == expected);
  }
  write(path, info_of(fixture.vocabulary), {});
  const train::ExampleFile none(path);
  CHECK(code_of([&] { train::FileExamples(none, 1); }) == ErrorCode::usage);
}

TEST_CASE("the order of a file is random") {
  // Each example at each of three places about as often as at the others.
  const Fixture fixture;
  const auto path = fixture.dir.path() / "examples";
  const train::ExampleBatch batch = examples(fixture, 3);
  write(path, info_of(fixture.vocabulary), batch);
  const train::ExampleFile file(path);
  train::FileExamples source(file, 1);
  std::map<std::pair<std::uint64_t, std::vector<std::int32_t>>, int> counts;
  for (std::uint64_t epoch = 0; epoch < 3000; ++epoch) {
    for (std::uint64_t i = 0; i < 3; ++i) {
      train::ExampleBatch one;
      source.append({epoch, i}, one);
      ++counts[{i, one.input_ids}];
    }
  }
  CHECK(counts.size() == 9);
  for (const auto& [place, count] : counts) {
    CHECK(count > 900);
    CHECK(count < 1100);
  }
}
