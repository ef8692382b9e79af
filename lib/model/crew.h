#ifndef ALBERT_MODEL_CREW_H_
#define ALBERT_MODEL_CREW_H_

#include <cstddef>
#include <span>

#include "albert/base/function_ref.h"
#include "albert/base/thread_pool.h"
#include "model/slots.h"

namespace albert::model {

/// The threads of one piece of work, with scratch memory for each.
class Crew {
 public:
  /// `slots` has an element for each thread of the pool. Both are borrowed.
  Crew(ThreadPool& threads, std::span<Slots> slots) noexcept : threads_(&threads), slots_(slots) {}

  ThreadPool& threads() const noexcept { return *threads_; }
  /// For what all threads do together.
  Slots& slots() const noexcept { return slots_.front(); }

  /// Calls task(index, crew) for every index below `count`. As long as every thread gets one they
  /// run side by side, each with a crew of one thread, and nobody waits for anybody; a rest that
  /// most threads would only watch is done by all of them, one index after the other. Rethrows what
  /// a task throws.
  void spread(std::size_t count, FunctionRef<void(std::size_t index, const Crew& crew)> task) const;

  /// The same for blocks of rows: long enough to use weights well once they are in the cache, short
  /// enough to stay there themselves from one product to the next. Rows too few for that are one
  /// block, done by all threads.
  void spread_rows(
      std::size_t rows,
      FunctionRef<void(std::size_t begin, std::size_t end, const Crew& crew)> task) const;

 private:
  ThreadPool* threads_;
  std::span<Slots> slots_;
};

}  // namespace albert::model

#endif  // ALBERT_MODEL_CREW_H_
