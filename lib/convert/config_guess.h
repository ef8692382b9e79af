#ifndef ALBERT_CONVERT_CONFIG_GUESS_H_
#define ALBERT_CONVERT_CONFIG_GUESS_H_

#include <optional>

#include "albert/convert/model_source.h"

namespace albert::convert {

/// The sizes that a checkpoint's tensors tell: V, E, H, I, P, types, groups and inner blocks. What
/// they cannot tell are the layers (set to the groups), the heads (1) and the activation. Nothing
/// when the tensors are not those of an ALBERT.
std::optional<AlbertConfig> guess_config(const TensorArchive& stored, NameLayout layout);

}  // namespace albert::convert

#endif  // ALBERT_CONVERT_CONFIG_GUESS_H_
