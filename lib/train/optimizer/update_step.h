#ifndef ALBERT_TRAIN_OPTIMIZER_UPDATE_STEP_H_
#define ALBERT_TRAIN_OPTIMIZER_UPDATE_STEP_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "albert/base/thread_pool.h"
#include "albert/config/tensor_catalogue.h"
#include "albert/train/optimizer/optimizer_options.h"

namespace albert::train {

/// Elements [begin, end) of the parameter buffer, all of one tensor: what one thread updates.
struct ParameterRange {
  std::size_t tensor;
  std::size_t begin;
  std::size_t end;
};

/// What an UpdateRule works on. All buffers have the layout of the parameters.
struct UpdateStep {
  const OptimizerOptions& options;
  std::span<const TensorSpec> tensors;
  std::span<const ParameterRange> ranges;  ///< of the trained tensors, in order
  std::span<float> parameters;
  std::span<float> gradients;  ///< the rule may overwrite them
  std::span<const std::span<float>> state;
  double gradient_scale;  ///< factor of the gradients
  double rate;
  std::span<const float> rate_factors;  ///< of each tensor; subtract_update() applies them
  std::uint64_t number;                 ///< of this step, from 1
  ThreadPool& threads;
};

}  // namespace albert::train

#endif  // ALBERT_TRAIN_OPTIMIZER_UPDATE_STEP_H_
