#include "albert/config/sharing_schedule.h"

namespace albert {

SharingSchedule::SharingSchedule(const AlbertConfig& config) {
  validate(config);
  const auto layers = static_cast<int>(config.num_hidden_layers);
  const auto inner = static_cast<int>(config.inner_group_num);
  const auto groups = static_cast<int>(config.num_hidden_groups);
  const bool one_attention = config.parameter_sharing == ParameterSharing::attention;
  const bool one_ffn = config.parameter_sharing == ParameterSharing::ffn;

  attention_count = inner * (one_attention ? 1 : groups);
  ffn_count = inner * (one_ffn ? 1 : groups);
  steps_per_layer = inner;
  steps.reserve(static_cast<std::size_t>(layers) * static_cast<std::size_t>(inner));
  for (std::int64_t layer = 0; layer < layers; ++layer) {
    const auto group = static_cast<int>(layer * groups / layers);
    for (int j = 0; j < inner; ++j) {
      steps.push_back({.attention = (one_attention ? 0 : group) * inner + j,
                       .ffn = (one_ffn ? 0 : group) * inner + j});
    }
  }
}

}  // namespace albert
