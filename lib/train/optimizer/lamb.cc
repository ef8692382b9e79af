// LAMB as in Google's ALBERT: no bias correction, one trust ratio for each matrix. Biases and
// LayerNorms are updated at the plain rate.
#include <cmath>

#include "train/optimizer/moments.h"
#include "train/optimizer/rules.h"

namespace albert::train {
namespace {

void apply(const UpdateStep& step) {
  const std::vector<SquaredNorms> norms = compute_adam_update(step, {});
  std::vector<SquaredNorms> tensors(step.tensors.size());
  for (std::size_t r = 0; r < norms.size(); ++r) {
    tensors[step.ranges[r].tensor].parameters += norms[r].parameters;
    tensors[step.ranges[r].tensor].update += norms[r].update;
  }
  std::vector<float> rates(tensors.size(), static_cast<float>(step.rate));
  for (std::size_t t = 0; t < tensors.size(); ++t) {
    const SquaredNorms& norm = tensors[t];
    if (!step.tensors[t].weight_decay || norm.parameters <= 0 || norm.update <= 0) continue;
    rates[t] = static_cast<float>(step.rate * std::sqrt(norm.parameters / norm.update));
  }
  subtract_update(step, rates);
}

}  // namespace

const UpdateRule kLamb = {.name = "lamb",
                          .summary = "LAMB as in Google's code",
                          .default_rate = 0.00176,
                          .state_buffers = kMomentBuffers,
                          .apply = apply};

}  // namespace albert::train
