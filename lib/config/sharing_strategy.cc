#include "albert/config/sharing_strategy.h"

namespace albert {

void set_sharing(AlbertConfig& config, SharingStrategy strategy) noexcept {
  config.num_hidden_groups = strategy == SharingStrategy::all ? 1 : config.num_hidden_layers;
  config.parameter_sharing = strategy == SharingStrategy::attention ? ParameterSharing::attention
                             : strategy == SharingStrategy::ffn     ? ParameterSharing::ffn
                                                                    : ParameterSharing::groups;
}

std::optional<SharingStrategy> sharing_strategy(const AlbertConfig& config) noexcept {
  if (config.num_hidden_groups == 1) return SharingStrategy::all;
  if (config.num_hidden_groups != config.num_hidden_layers) return std::nullopt;
  switch (config.parameter_sharing) {
    case ParameterSharing::groups:
      return SharingStrategy::none;
    case ParameterSharing::attention:
      return SharingStrategy::attention;
    case ParameterSharing::ffn:
      return SharingStrategy::ffn;
  }
  return std::nullopt;
}

std::string_view sharing_name(const AlbertConfig& config) noexcept {
  const auto strategy = sharing_strategy(config);
  return strategy ? to_string(*strategy) : "groups";
}

}  // namespace albert
