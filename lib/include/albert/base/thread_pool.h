#ifndef ALBERT_BASE_THREAD_POOL_H_
#define ALBERT_BASE_THREAD_POOL_H_

#include <cstddef>
#include <memory>

#include "albert/base/function_ref.h"

namespace albert {

/// A fixed set of threads for short parallel loops. Workers spin briefly for the next loop and then
/// sleep.
///
/// Not reentrant: one `run` at a time, and a task must not call `run` on its own pool.
class ThreadPool {
 public:
  /// `threads` includes the calling thread: 1 means no workers. Values below 1 mean `available()`;
  /// larger values are allowed up to 256.
  explicit ThreadPool(int threads = 0);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  int size() const noexcept;

  /// Calls `task(index, worker)` exactly once for every index below `count`, on any thread
  /// (`worker` < size() is its index, for scratch), and returns when all calls have returned.
  /// Indices are assigned one by one in ascending order. `task` must not throw.
  void run(std::size_t count, FunctionRef<void(std::size_t index, std::size_t worker)> task);

  /// Processors this process may use (its affinity mask), at least 1.
  static int available() noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace albert

#endif  // ALBERT_BASE_THREAD_POOL_H_
