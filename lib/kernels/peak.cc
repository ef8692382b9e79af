#include "albert/kernels/peak.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <map>
#include <mutex>

#include "kernels/kernel_table.h"

namespace albert {
namespace {

using Clock = std::chrono::steady_clock;

/// Runs the loop of one number format on this thread, and remembers its shortest run.
class Probe {
 public:
  explicit Probe(const kernels::ProductKernels& products) : products_(products) {
    while (run() < kShortest) iterations_ *= 2;
    shortest_ = std::numeric_limits<double>::infinity();
  }

  /// Seconds.
  double run() {
    const auto start = Clock::now();
    products_.fma_loop(iterations_);
    const double taken = std::chrono::duration<double>(Clock::now() - start).count();
    shortest_ = std::min(shortest_, taken);
    return taken;
  }

  /// Operations per second.
  double rate() const {
    return products_.fma_loop_operations * static_cast<double>(iterations_) / shortest_;
  }

 private:
  // Long against the clock's resolution, short against a time slice of the system.
  static constexpr double kShortest = 25e-6;

  const kernels::ProductKernels& products_;
  std::size_t iterations_ = 64;
  double shortest_ = std::numeric_limits<double>::infinity();
};

double measure_bf16_gain(const kernels::KernelTable& table) {
  if (!table.native_bf16) return 1;
  Probe f32(table.products[static_cast<std::size_t>(ComputeType::f32)]);
  Probe bf16(table.products[static_cast<std::size_t>(ComputeType::bf16)]);
  for (int round = 0; round < 8; ++round) {
    f32.run();
    bf16.run();
  }
  return bf16.rate() / f32.rate();
}

}  // namespace

double bf16_gain(std::string_view isa) {
  static std::mutex mutex;
  static std::map<const kernels::KernelTable*, double> measured;
  const kernels::KernelTable& table = kernels::kernel_table(isa);
  const std::lock_guard lock(mutex);
  const auto known = measured.find(&table);
  if (known != measured.end()) return known->second;
  return measured[&table] = measure_bf16_gain(table);
}

double measure_peak(std::string_view isa, ComputeType type, ThreadPool& threads, double seconds) {
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
