#include "albert/base/thread_pool.h"

#include <atomic>
#include <vector>

#include <doctest/doctest.h>

TEST_CASE("every index runs exactly once, loop after loop, with any number of threads") {
  for (const int threads : {1, 2, 3, 16}) {
    albert::ThreadPool pool(threads);
    CHECK(pool.size() == threads);
    for (std::size_t round = 0; round < 500; ++round) {
      const std::size_t count = round % 17;
      std::vector<std::atomic<int>> seen(count);
      std::atomic<bool> bad_worker{false};
      pool.run(count, [&](std::size_t index, std::size_t worker) {
        seen[index].fetch_add(1);
        if (worker >= static_cast<std::size_t>(threads)) bad_worker = true;
      });
      for (const auto& times : seen) REQUIRE(times.load() == 1);
      REQUIRE_FALSE(bad_worker.load());
    }
  }
}
