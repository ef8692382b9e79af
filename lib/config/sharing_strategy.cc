#include "albert/config/sharing_strategy.h"

namespace albert {

std::string_view to_string(SharingStrategy strategy) noexcept {
  switch (strategy) {
    case SharingStrategy::all:
      return "all";
    case SharingStrategy::attention:
      return "attention";
    case SharingStrategy::ffn:
      return "ffn";
    case SharingStrategy::none:
      return "none";
  }
  return "unknown";
}

std::optional<SharingStrategy> sharing_strategy_from_name(std::string_view name) noexcept {
  for (const SharingStrategy strategy : {SharingStrategy::all, SharingStrategy::attention,
                                         SharingStrategy::ffn, SharingStrategy::none}) {
    if (name == to_string(strategy)) return strategy;
  }
  return std::nullopt;
}

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
