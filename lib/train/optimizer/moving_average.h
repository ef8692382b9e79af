#ifndef ALBERT_TRAIN_OPTIMIZER_MOVING_AVERAGE_H_
#define ALBERT_TRAIN_OPTIMIZER_MOVING_AVERAGE_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "albert/base/thread_pool.h"
#include "base/aligned_array.h"

namespace albert::train {

/// An exponential moving average of parameters over the steps of training (Polyak and Juditsky
/// 1992). Not thread-safe.
class MovingAverage {
 public:
  /// With decay 0 the average is empty.
  MovingAverage(std::size_t parameters, double decay)
      : decay_(decay), values_(decay > 0 ? parameters : 0) {}

  bool empty() const noexcept { return values_.size() == 0; }
  std::span<float> values() noexcept { return values_.span(); }

  /// The parameters before the first step.
  void start(std::span<const float> parameters);

  /// The parameters after step `step`, from 1. The decay is min(decay, (1 + step) / (10 + step)):
  /// the start is forgotten soon.
  void add(std::span<const float> parameters, std::uint64_t step, ThreadPool& threads);

 private:
  double decay_;
  AlignedArray<float> values_;
};

}  // namespace albert::train

#endif  // ALBERT_TRAIN_OPTIMIZER_MOVING_AVERAGE_H_
