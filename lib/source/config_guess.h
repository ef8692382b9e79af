#ifndef ALBERT_SOURCE_CONFIG_GUESS_H_
#define ALBERT_SOURCE_CONFIG_GUESS_H_

#include <optional>
#include <span>
#include <string>

#include "albert/source/model_source.h"

namespace albert::source {

/// The sizes that follow from a checkpoint's tensors: V, E, H, I, P, types, groups and inner
/// blocks. Unknown are the layers (set to the groups), the heads (1) and the activation. nullopt
/// when the tensors are not those of an ALBERT. `names` are the resolved names of the entries.
std::optional<AlbertConfig> guess_config(const TensorArchive& stored,
                                         std::span<const std::string> names, NameLayout layout);

}  // namespace albert::source

#endif  // ALBERT_SOURCE_CONFIG_GUESS_H_
