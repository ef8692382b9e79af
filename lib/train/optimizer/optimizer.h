#ifndef ALBERT_TRAIN_OPTIMIZER_OPTIMIZER_H_
#define ALBERT_TRAIN_OPTIMIZER_OPTIMIZER_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "albert/base/thread_pool.h"
#include "albert/train/optimizer/optimizer_options.h"
#include "base/aligned_array.h"
#include "train/model/parameters.h"

namespace albert::train {

/// LAMB or AdamW over buffers of one layout. Sums run over pieces of fixed size in order, in double
/// precision, so a step is bit-identical for any number of threads.
class Optimizer {
 public:
  /// Throws Error{usage} where `frozen` names no tensor, or leaves none to train.
  Optimizer(const ParameterLayout& layout, const OptimizerOptions& options);

  /// L2 norm of the gradients of all tensors that are trained.
  double norm(std::span<const float> gradients, ThreadPool& threads);

  /// Updates the parameters by the gradients times `gradient_scale`; overwrites the gradients.
  void step(std::span<float> parameters, std::span<float> gradients, double gradient_scale,
            double rate, ThreadPool& threads);

  /// The state, to be kept and restored: first and second moments in the layout, and how many
  /// steps they have seen.
  std::span<float> first_moments() noexcept { return first_.span(); }
  std::span<float> second_moments() noexcept { return second_.span(); }
  std::uint64_t steps() const noexcept { return steps_; }
  void set_steps(std::uint64_t steps) noexcept { steps_ = steps; }

 private:
  /// Part of one tensor.
  struct Piece {
    std::size_t tensor;
    std::size_t begin;
    std::size_t end;
  };
  struct SquareSums {
    double weight = 0;
    double update = 0;
  };

  const ParameterLayout& layout_;
  OptimizerOptions options_;
  AlignedArray<float> first_;
  AlignedArray<float> second_;
  std::uint64_t steps_ = 0;
  std::vector<Piece> pieces_;
  std::vector<SquareSums> sums_;  // per piece
};

}  // namespace albert::train

#endif  // ALBERT_TRAIN_OPTIMIZER_OPTIMIZER_H_
