#ifndef ALBERT_TRAIN_OPTIMIZER_MOMENTS_H_
#define ALBERT_TRAIN_OPTIMIZER_MOMENTS_H_

#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "train/optimizer/update_step.h"

namespace albert::train {

/// State of the rules that keep running means of gradients and of their squares.
inline constexpr std::array<std::string_view, 2> kMomentBuffers = {"first_moments",
                                                                   "second_moments"};

/// Factors that undo the bias of moments which start from zero.
struct BiasCorrection {
  float first = 1;
  float second = 1;
};

/// Squared L2 norms over one ParameterRange.
struct SquaredNorms {
  double parameters = 0;
  double update = 0;
};

/// Updates the moments and replaces each gradient by Adam's update with decoupled weight decay,
/// m / (√v + ε) + λ·w, not yet multiplied by the learning rate. Returns the norms for each range.
std::vector<SquaredNorms> compute_adam_update(const UpdateStep& step,
                                              const BiasCorrection& correction);

/// parameters −= rate of the tensor × its rate factor × what stands in the gradients.
void subtract_update(const UpdateStep& step, std::span<const float> rates);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_OPTIMIZER_MOMENTS_H_
