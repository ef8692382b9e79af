#include "albert/kernels/peak.h"

#include <algorithm>
#include <chrono>

#include "kernels/kernel_table.h"

namespace albert {

double measure_peak(std::string_view isa, ComputeType type, ThreadPool& threads, double seconds) {
  using Clock = std::chrono::steady_clock;
  const kernels::ProductKernels& products =
      kernels::kernel_table(isa).products[static_cast<std::size_t>(type)];
  constexpr std::size_t kIterations = 200'000;  // about 1 ms
  const auto workers = static_cast<std::size_t>(threads.size());
  const auto end = Clock::now() + std::chrono::duration<double>(seconds);
  double best = 0;
  do {
    const auto start = Clock::now();
    threads.run(workers, [&](std::size_t, std::size_t) { products.fma_loop(kIterations); });
    const std::chrono::duration<double> taken = Clock::now() - start;
    best = std::max(best, products.fma_loop_operations *
                              static_cast<double>(kIterations * workers) / taken.count());
  } while (Clock::now() < end);
  return best;
}

}  // namespace albert
