#include "albert/tasks/batcher.h"

#include <algorithm>
#include <vector>

#include <doctest/doctest.h>

namespace {

using namespace albert;
using Indices = std::vector<std::size_t>;
using Batches = std::vector<Indices>;

TEST_CASE("batches hold sequences of similar length, up to their tokens") {
  CHECK(plan_batches(Indices{5, 2, 5, 2, 1}, 6) == Batches{{4, 1, 3}, {0}, {2}});
  CHECK(plan_batches(Indices{3, 3, 3}, 6) == Batches{{0, 1}, {2}});
  CHECK(plan_batches(Indices{}, 6) == Batches{});
}

TEST_CASE("a sequence longer than a batch runs alone; one of no tokens does not run") {
  CHECK(plan_batches(Indices{9, 1, 0, 9}, 4) == Batches{{1}, {0}, {3}});
}

TEST_CASE("every sequence is in one batch, and no batch is too large") {
  Indices lengths;
  for (std::size_t i = 0; i < 1000; ++i) lengths.push_back(1 + i * 7919 % 97);
  for (const std::size_t limit : {1U, 50U, 128U, 100000U}) {
    Indices seen;
    for (const Indices& batch : plan_batches(lengths, limit)) {
      std::size_t tokens = 0;
      for (const std::size_t i : batch) tokens += lengths[i];
      CHECK((tokens <= limit || batch.size() == 1));
      seen.insert(seen.end(), batch.begin(), batch.end());
    }
    std::ranges::sort(seen);
    REQUIRE(seen.size() == lengths.size());
    CHECK(std::ranges::adjacent_find(seen) == seen.end());
  }
}

TEST_CASE("good texts are packed end to end with their indices") {
  std::vector<EncodedText> texts(3);
  texts[0].encoding.input_ids = {1, 2, 3};
  texts[0].encoding.token_type_ids = {0, 0, 1};
  texts[1].encoding.input_ids = {4};
  texts[1].encoding.token_type_ids = {0};
  texts[1].error = "is bad";
  texts[2].encoding.input_ids = {5, 6};
  texts[2].encoding.token_type_ids = {1, 0};
  int batches = 0;
  for_each_batch(texts, 100, [&](const TokenBatch& batch, std::span<const std::size_t> indices) {
    ++batches;
    CHECK(Indices(indices.begin(), indices.end()) == Indices{2, 0});
    CHECK(std::ranges::equal(batch.input_ids, std::vector{5, 6, 1, 2, 3}));
    CHECK(std::ranges::equal(batch.token_type_ids, std::vector{1, 0, 0, 0, 1}));
    CHECK(std::ranges::equal(batch.starts, Indices{0, 2, 5}));
  });
  CHECK(batches == 1);
}

}  // namespace
