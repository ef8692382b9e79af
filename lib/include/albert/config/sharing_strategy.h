#ifndef ALBERT_CONFIG_SHARING_STRATEGY_H_
#define ALBERT_CONFIG_SHARING_STRATEGY_H_

#include <array>
#include <optional>
#include <string_view>

#include "albert/config/albert_config.h"

namespace albert {

/// The four cross-layer sharing strategies of the ALBERT paper (table 4). A config represents them
/// by num_hidden_groups and parameter_sharing.
enum class SharingStrategy {
  all,        ///< one block for all layers
  attention,  ///< one attention block for all layers, one FFN per layer
  ffn,        ///< one FFN for all layers, one attention block per layer
  none,       ///< one block per layer
};

constexpr auto named_values(SharingStrategy) {
  return std::to_array<NamedValue<SharingStrategy>>({{SharingStrategy::all, "all"},
                                                     {SharingStrategy::attention, "attention"},
                                                     {SharingStrategy::ffn, "ffn"},
                                                     {SharingStrategy::none, "none"}});
}

/// Sets the fields of `config` for `strategy`, with its number of layers.
void set_sharing(AlbertConfig& config, SharingStrategy strategy) noexcept;

/// The strategy of a config; nullopt when it shares within several groups of layers.
std::optional<SharingStrategy> sharing_strategy(const AlbertConfig& config) noexcept;

/// The name of the strategy, or "groups".
std::string_view sharing_name(const AlbertConfig& config) noexcept;

}  // namespace albert

#endif  // ALBERT_CONFIG_SHARING_STRATEGY_H_
