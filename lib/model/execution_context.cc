#include "model/execution_context.h"

#include <algorithm>
#include <exception>
#include <mutex>

namespace albert::model {
namespace {

/// The first exception of several threads.
class Failure {
 public:
  void keep() noexcept {
    const std::lock_guard lock(mutex_);
    if (!first_) first_ = std::current_exception();
  }
  void rethrow() const {
    if (first_) std::rethrow_exception(first_);
  }

 private:
  std::mutex mutex_;
  std::exception_ptr first_;
};

}  // namespace

void ExecutionContext::parallel_for(
    std::size_t count, FunctionRef<void(std::size_t, const ExecutionContext&)> task) const {
  const std::size_t size = activations_.size();
  const std::size_t rest = size == 1 ? count : count % size <= size / 2 ? count % size : 0;
  Failure failure;
  threads_->run(count - rest, [&](std::size_t index, std::size_t worker) {
    try {
      ThreadPool alone(1);
      task(index, ExecutionContext(alone, activations_.subspan(worker, 1)));
    } catch (...) {
      failure.keep();
    }
  });
  failure.rethrow();
  for (std::size_t index = count - rest; index < count; ++index) task(index, *this);
}

void ExecutionContext::parallel_for_rows(
    std::size_t rows, const kernels::BlockRows& block_rows,
    FunctionRef<void(std::size_t, std::size_t, const ExecutionContext&)> task) const {
  const std::size_t size = activations_.size();
  const std::size_t rounds = kernels::ceil_div(rows, size * block_rows.most);
  const std::size_t blocks =
      rows < size * block_rows.fewest ? std::min<std::size_t>(rows, 1) : rounds * size;
  parallel_for(blocks, [&](std::size_t block, const ExecutionContext& execution) {
    task(rows * block / blocks, rows * (block + 1) / blocks, execution);
  });
}

}  // namespace albert::model
