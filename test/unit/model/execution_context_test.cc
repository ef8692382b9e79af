#include "model/execution_context.h"

#include <atomic>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

namespace {

using namespace albert;
using model::Activations;
using model::ExecutionContext;

}  // namespace

TEST_CASE("an execution context runs every index once, alone or together") {
  for (const int size : {1, 2, 3, 8}) {
    ThreadPool threads(size);
    std::vector<Activations> activations(static_cast<std::size_t>(size));
    const ExecutionContext execution(threads, activations);
    for (const std::size_t count : {0, 1, 2, 3, 4, 7, 8, 9, 20}) {
      std::vector<std::atomic<int>> calls(count);
      execution.parallel_for(count, [&](std::size_t index, const ExecutionContext& own) {
        CHECK(own.threads().size() <= size);
        own.threads().run(3, [&](std::size_t, std::size_t) { ++calls[index]; });
      });
      for (const auto& found : calls) CHECK(found == 3);
    }
  }
}

TEST_CASE("blocks of rows cover the rows, and few rows stay together") {
  ThreadPool threads(2);
  std::vector<Activations> activations(2);
  const ExecutionContext execution(threads, activations);
  for (const std::size_t rows : {1, 16, 47, 48, 128, 129, 1000}) {
    std::vector<std::atomic<int>> seen(rows);
    std::atomic<std::size_t> blocks = 0;
    execution.parallel_for_rows(
        rows, {.fewest = 24, .most = 64},
        [&](std::size_t begin, std::size_t end, const ExecutionContext& own) {
          ++blocks;
          CHECK(own.threads().size() == (rows < 48 ? 2 : 1));
          for (std::size_t r = begin; r < end; ++r) ++seen[r];
        });
    CHECK((blocks == 1 || blocks % 2 == 0));
    for (const auto& count : seen) CHECK(count == 1);
  }
}

TEST_CASE("an execution context rethrows exceptions of tasks") {
  ThreadPool threads(2);
  std::vector<Activations> activations(2);
  const ExecutionContext execution(threads, activations);
  for (const std::size_t count : {1, 10}) {
    CHECK_THROWS_AS(execution.parallel_for(count,
                                           [&](std::size_t index, const ExecutionContext&) {
                                             if (index == 0) throw std::runtime_error("no memory");
                                           }),
                    std::runtime_error);
  }
}
