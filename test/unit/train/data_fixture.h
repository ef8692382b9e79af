#ifndef ALBERT_TEST_UNIT_TRAIN_DATA_FIXTURE_H_
#define ALBERT_TEST_UNIT_TRAIN_DATA_FIXTURE_H_

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "albert/base/error.h"
#include "albert/base/thread_pool.h"
#include "albert/train/data/corpus.h"
#include "support/temp_dir.h"
#include "support/toy_text.h"

namespace albert::test {

/// The toy text, its tokenizer, and corpora of it and of other texts.
struct DataFixture {
  TempDir dir;
  ToyText toy{dir};
  std::unique_ptr<Tokenizer> tokenizer = Tokenizer::load(toy.tokenizer);
  train::Vocabulary vocabulary{*tokenizer};

  train::Corpus corpus(const std::filesystem::path& text, int threads = 1) const {
    ThreadPool pool(threads);
    const std::filesystem::path cache = dir.path() / "cache";
    train::tokenize_corpus({&text, 1}, *tokenizer, vocabulary, cache, pool,
                           [](std::uint64_t, std::uint64_t) {});
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

}  // namespace albert::test

#endif  // ALBERT_TEST_UNIT_TRAIN_DATA_FIXTURE_H_
