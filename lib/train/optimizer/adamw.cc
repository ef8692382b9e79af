// AdamW: bias-corrected moments and decoupled weight decay (Loshchilov & Hutter 2019).
#include <cmath>

#include "train/optimizer/moments.h"
#include "train/optimizer/rules.h"

namespace albert::train {
namespace {

void apply(const UpdateStep& step) {
  const auto correction = [&](double beta) {
    return static_cast<float>(1 / (1 - std::pow(beta, static_cast<double>(step.number))));
  };
  compute_adam_update(step, {correction(step.options.beta1), correction(step.options.beta2)});
  subtract_update(step, std::vector<float>(step.tensors.size(), static_cast<float>(step.rate)));
}

}  // namespace

const UpdateRule kAdamW = {.name = "adamw",
                           .summary = "AdamW",
                           .default_rate = 0.0001,
                           .state_buffers = kMomentBuffers,
                           .apply = apply};

}  // namespace albert::train
