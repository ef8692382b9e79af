#include "train/optimizer/moments.h"

#include <cmath>

namespace albert::train {

std::vector<SquaredNorms> compute_adam_update(const UpdateStep& step,
                                              const BiasCorrection& correction) {
  const OptimizerOptions& options = step.options;
  const auto scale = static_cast<float>(step.gradient_scale);
  const auto beta1 = static_cast<float>(options.beta1);
  const auto beta2 = static_cast<float>(options.beta2);
  const auto rest1 = static_cast<float>(1 - options.beta1);
  const auto rest2 = static_cast<float>(1 - options.beta2);
  const auto epsilon = static_cast<float>(options.epsilon);
  const std::span<float> first_moments = step.state[0];
  const std::span<float> second_moments = step.state[1];
  std::vector<SquaredNorms> norms(step.ranges.size());
  step.threads.run(step.ranges.size(), [&](std::size_t r, std::size_t) {
    const ParameterRange& range = step.ranges[r];
    const bool decays = step.tensors[range.tensor].weight_decay;
    const auto decay = static_cast<float>(decays ? options.weight_decay : 0);
    SquaredNorms sums;
    for (std::size_t i = range.begin; i < range.end; ++i) {
      const float parameter = step.parameters[i];
      const float gradient = step.gradients[i] * scale;
      const float first = beta1 * first_moments[i] + rest1 * gradient;
      const float second = beta2 * second_moments[i] + rest2 * gradient * gradient;
      first_moments[i] = first;
      second_moments[i] = second;
      const float update =
          first * correction.first / (std::sqrt(second * correction.second) + epsilon) +
          decay * parameter;
      step.gradients[i] = update;
      sums.parameters += static_cast<double>(parameter) * parameter;
      sums.update += static_cast<double>(update) * update;
    }
    norms[r] = sums;
  });
  return norms;
}

void subtract_update(const UpdateStep& step, std::span<const float> rates) {
  step.threads.run(step.ranges.size(), [&](std::size_t r, std::size_t) {
    const ParameterRange& range = step.ranges[r];
    const float rate = rates[range.tensor] * step.rate_factors[range.tensor];
    for (std::size_t i = range.begin; i < range.end; ++i) {
      step.parameters[i] -= rate * step.gradients[i];
    }
  });
}

}  // namespace albert::train
