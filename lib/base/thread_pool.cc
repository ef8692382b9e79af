#include "albert/base/thread_pool.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

#include <sched.h>

namespace albert {
namespace {

constexpr int kMaxThreads = 256;
// About 20 µs: longer than the gap between two loops of a layer, shorter than a time slice.
constexpr int kSpins = 2000;

void pause() noexcept {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#else
  std::this_thread::yield();
#endif
}

using Task = FunctionRef<void(std::size_t, std::size_t)>;

}  // namespace

// One loop is one "generation". A worker joins it under the mutex (`active`), and the caller closes
// it under the mutex before waiting for the workers inside, so a worker that wakes up late never
// accesses the task of a loop that has returned.
struct ThreadPool::State {
  std::vector<std::thread> workers;
  bool spin = true;

  std::mutex mutex;
  std::condition_variable wake;
  std::atomic<std::uint32_t> generation{0};
  bool stopping = false;

  const Task* task = nullptr;
  std::size_t count = 0;
  alignas(64) std::atomic<std::uint64_t> next{0};
  alignas(64) std::atomic<std::size_t> active{0};

  void work(std::size_t worker, std::size_t total, const Task& current) {
    for (;;) {
      const std::uint64_t index = next.fetch_add(1, std::memory_order_relaxed);
      if (index >= total) return;
      current(static_cast<std::size_t>(index), worker);
    }
  }

  void loop(std::size_t worker) {
    std::uint32_t seen = 0;
    for (;;) {
      for (int i = 0; spin && i < kSpins && generation.load(std::memory_order_relaxed) == seen; ++i)
        pause();
      const Task* current = nullptr;
      std::size_t total = 0;
      {
        std::unique_lock lock(mutex);
        wake.wait(lock, [&] { return stopping || generation.load() != seen; });
        if (stopping) return;
        seen = generation.load();
        if (task == nullptr) continue;  // that loop is already over
        current = task;
        total = count;
        active.fetch_add(1, std::memory_order_relaxed);
      }
      work(worker, total, *current);
      active.fetch_sub(1, std::memory_order_release);
    }
  }
};

ThreadPool::ThreadPool(int threads) : state_(std::make_unique<State>()) {
  const int size = std::clamp(threads < 1 ? available() : threads, 1, kMaxThreads);
  state_->spin = size <= available();
  state_->workers.reserve(static_cast<std::size_t>(size) - 1);
  for (int i = 1; i < size; ++i) {
    state_->workers.emplace_back(
        [state = state_.get(), i] { state->loop(static_cast<std::size_t>(i)); });
  }
}

ThreadPool::~ThreadPool() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->stopping = true;
    state_->generation.fetch_add(1);
  }
  state_->wake.notify_all();
  for (std::thread& worker : state_->workers) worker.join();
}

int ThreadPool::size() const noexcept {
  return static_cast<int>(state_->workers.size()) + 1;
}

void ThreadPool::run(std::size_t count, Task task) {
  State& state = *state_;
  if (count == 0) return;
  if (state.workers.empty() || count == 1) {
    for (std::size_t i = 0; i < count; ++i) task(i, 0);
    return;
  }
  {
    const std::lock_guard lock(state.mutex);
    state.task = &task;
    state.count = count;
    state.next.store(0, std::memory_order_relaxed);
    state.generation.fetch_add(1);
  }
  state.wake.notify_all();
  state.work(0, count, task);
  {
    // No worker may join this loop any more; those inside finish the index they hold.
    const std::lock_guard lock(state.mutex);
    state.task = nullptr;
  }
  for (int i = 0; state.active.load(std::memory_order_acquire) != 0; ++i) {
    if (i < kSpins && state.spin) {
      pause();
    } else {
      std::this_thread::yield();
    }
  }
}

int ThreadPool::available() noexcept {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (::sched_getaffinity(0, sizeof set, &set) == 0) return std::max(1, CPU_COUNT(&set));
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

}  // namespace albert
