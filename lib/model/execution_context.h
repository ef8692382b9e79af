#ifndef ALBERT_MODEL_EXECUTION_CONTEXT_H_
#define ALBERT_MODEL_EXECUTION_CONTEXT_H_

#include <cstddef>
#include <span>

#include "albert/base/function_ref.h"
#include "albert/base/thread_pool.h"
#include "kernels/kernel_table.h"
#include "model/activations.h"

namespace albert::model {

/// The threads that run a part of the forward pass, with scratch memory for each.
class ExecutionContext {
 public:
  /// `activations` has an element for each thread of the pool. Both are borrowed.
  ExecutionContext(ThreadPool& threads, std::span<Activations> activations) noexcept
      : threads_(&threads), activations_(activations) {}

  ThreadPool& threads() const noexcept { return *threads_; }
  /// The scratch memory of work that all threads share.
  Activations& activations() const noexcept { return activations_.front(); }

  /// Calls task(index, execution) for every index below `count`. Tasks run one per thread, each
  /// with a context of that thread, while there are at least as many tasks as threads; leftover
  /// tasks run one after another, each on all threads, when they would leave most threads idle.
  /// Rethrows the first exception of a task.
  void parallel_for(
      std::size_t count,
      FunctionRef<void(std::size_t index, const ExecutionContext& execution)> task) const;

  /// The same for blocks of rows. Too few rows for all threads are one block, which they share.
  void parallel_for_rows(
      std::size_t rows, const kernels::BlockRows& block_rows,
      FunctionRef<void(std::size_t begin, std::size_t end, const ExecutionContext& execution)> task)
      const;

 private:
  ThreadPool* threads_;
  std::span<Activations> activations_;
};

}  // namespace albert::model

#endif  // ALBERT_MODEL_EXECUTION_CONTEXT_H_
