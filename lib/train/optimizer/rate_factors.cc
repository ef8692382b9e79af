#include "train/optimizer/rate_factors.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>

#include "albert/config/sharing_schedule.h"

namespace albert::train {
namespace {

/// For each unique block the topmost layer that uses it, from 0.
std::vector<int> topmost_layers(const SharingSchedule& schedule, int BlockStep::*block) {
  std::vector<int> layers(schedule.steps.size());
  for (std::size_t step = 0; step < schedule.steps.size(); ++step) {
    layers[static_cast<std::size_t>(schedule.steps[step].*block)] =
        static_cast<int>(step) / schedule.steps_per_layer;
  }
  return layers;
}

}  // namespace

std::vector<float> layer_rate_factors(const AlbertConfig& config, const TensorCatalogue& catalogue,
                                      double decay) {
  const SharingSchedule schedule(config);
  const std::vector<int> attention = topmost_layers(schedule, &BlockStep::attention);
  const std::vector<int> ffn = topmost_layers(schedule, &BlockStep::ffn);
  const auto layers = static_cast<int>(config.num_hidden_layers);
  const auto depth = [&](const TensorSpec& tensor) {
    const auto block = static_cast<std::size_t>(tensor.block);
    switch (tensor.component) {
      case Component::embeddings:
      case Component::embedding_projection:
        return layers + 1;
      case Component::attention:
        return layers - attention[block];
      case Component::ffn:
        return layers - ffn[block];
      case Component::pooler:
      case Component::mlm_head:
      case Component::sop_head:
      case Component::classifier:
      case Component::qa_outputs:
        break;
    }
    return 0;
  };
  std::vector<float> factors;
  std::ranges::transform(
      catalogue.tensors(), std::back_inserter(factors),
      [&](const TensorSpec& tensor) { return static_cast<float>(std::pow(decay, depth(tensor))); });
  return factors;
}

}  // namespace albert::train
