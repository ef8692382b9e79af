#ifndef ALBERT_TRAIN_OPTIMIZER_OPTIMIZER_H_
#define ALBERT_TRAIN_OPTIMIZER_OPTIMIZER_H_

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "albert/base/thread_pool.h"
#include "albert/train/optimizer/optimizer_options.h"
#include "albert/train/optimizer/update_rule.h"
#include "base/aligned_array.h"
#include "train/model/parameters.h"
#include "train/optimizer/update_step.h"

namespace albert::train {

/// An update rule with its state, over buffers of one layout. Sums run over ranges of fixed size in
/// order, in double precision, so a step is bit-identical for any number of threads.
class Optimizer {
 public:
  /// `rate_factors` multiply the learning rate of each tensor; empty: all are 1. Throws
  /// Error{usage} for an unknown rule, and where `frozen` names no tensor or leaves none to train.
  Optimizer(const ParameterLayout& layout, const OptimizerOptions& options,
            std::vector<float> rate_factors = {});

  /// L2 norm of the gradients of all tensors that are trained.
  double norm(std::span<const float> gradients, ThreadPool& threads) const;

  /// Updates the parameters by the gradients times `gradient_scale`; overwrites the gradients.
  void step(std::span<float> parameters, std::span<float> gradients, double gradient_scale,
            double rate, ThreadPool& threads);

  /// The state, to be kept and restored: the rule's buffers in the layout, and how many steps they
  /// have seen.
  std::span<const std::string_view> state_names() const noexcept { return rule_->state_buffers; }
  std::span<const std::span<float>> state() const noexcept { return state_; }
  std::uint64_t steps() const noexcept { return steps_; }
  void set_steps(std::uint64_t steps) noexcept { steps_ = steps; }

 private:
  const ParameterLayout& layout_;
  OptimizerOptions options_;
  const UpdateRule* rule_;
  std::vector<AlignedArray<float>> buffers_;
  std::vector<std::span<float>> state_;  // the buffers as the rule sees them
  std::uint64_t steps_ = 0;
  std::vector<ParameterRange> ranges_;
  std::vector<float> rate_factors_;
};

}  // namespace albert::train

#endif  // ALBERT_TRAIN_OPTIMIZER_OPTIMIZER_H_
