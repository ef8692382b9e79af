#ifndef ALBERT_CONFIG_PRESETS_H_
#define ALBERT_CONFIG_PRESETS_H_

#include <span>
#include <string_view>

#include "albert/config/albert_config.h"
#include "albert/config/tensor_catalogue.h"

namespace albert {

/// A model of the ALBERT paper (Lan et al. 2019, table 1) by name, or `tiny`, which trains in
/// minutes.
struct Preset {
  std::string_view name;  ///< "albert-base"
  AlbertConfig config;    ///< valid
  ModelParts parts;       ///< BERT has no embedding projection
  std::string_view note;  ///< use, or difference of the released model of this name; or empty
};

/// BERT first, then ALBERT, each from small to large, then tiny. Static lifetime.
std::span<const Preset> presets();

/// The preset of that name. Throws Error{usage} listing the names.
const Preset& preset(std::string_view name);

/// The paper's config for given E and H: V 30000, L 12, A = H/64 (at least 1), I = 4H, P 512, all
/// layers shared. Not validated.
AlbertConfig paper_config(std::int64_t embedding_size, std::int64_t hidden_size,
                          std::int64_t num_hidden_layers = 12) noexcept;

}  // namespace albert

#endif  // ALBERT_CONFIG_PRESETS_H_
