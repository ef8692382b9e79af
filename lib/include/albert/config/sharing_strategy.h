#ifndef ALBERT_CONFIG_SHARING_STRATEGY_H_
#define ALBERT_CONFIG_SHARING_STRATEGY_H_

#include <array>
#include <optional>
#include <string_view>

#include "albert/config/albert_config.h"

namespace albert {

/// The four cross-layer sharing strategies of the ALBERT paper (its table 4). A config states them
/// through num_hidden_groups and parameter_sharing.
enum class SharingStrategy {
  all,        ///< one block for all layers
  attention,  ///< one attention block, an FFN of its own for each layer
  ffn,        ///< one FFN, an attention block of its own for each layer
  none,       ///< blocks of its own for each layer
};

constexpr auto named_values(SharingStrategy) {
  return std::to_array<NamedValue<SharingStrategy>>({{SharingStrategy::all, "all"},
                                                     {SharingStrategy::attention, "attention"},
                                                     {SharingStrategy::ffn, "ffn"},
                                                     {SharingStrategy::none, "none"}});
}

/// Makes `config` follow `strategy` with its present number of layers.
void set_sharing(AlbertConfig& config, SharingStrategy strategy) noexcept;

/// The strategy a config follows, or nothing when it shares within several groups of layers.
std::optional<SharingStrategy> sharing_strategy(const AlbertConfig& config) noexcept;

/// Its name, or "groups".
std::string_view sharing_name(const AlbertConfig& config) noexcept;

}  // namespace albert

#endif  // ALBERT_CONFIG_SHARING_STRATEGY_H_
