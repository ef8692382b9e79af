#ifndef ALBERT_SOURCE_KERAS_NORMS_H_
#define ALBERT_SOURCE_KERAS_NORMS_H_

#include <cstddef>
#include <span>
#include <string>
#include <unordered_map>

#include "albert/config/albert_config.h"
#include "albert/io/tensor_archive.h"

namespace albert::source {

/// The LayerNorms of a checkpoint that Google's code wrote under a newer TensorFlow. Keras makes a
/// new one, `layer_normalization_N`, at each use in the graph, so the layers share the matrices,
/// but not the LayerNorms.
struct KerasNorms {
  /// Entries by the names in Google's checkpoints; empty without such LayerNorms.
  std::unordered_map<std::string, std::size_t> entries;
  /// Every layer has its own: in the names, each layer is a group. Otherwise the layers of a group
  /// have equal ones.
  bool per_layer = false;
  /// Entries that repeat an entry of `entries`: LayerNorms shared by layers.
  std::unordered_map<std::size_t, std::size_t> repeats;
  std::string problem;  ///< why they do not match the config
};

/// `names` are those of the archive's entries, resolved. Keras counts LayerNorms in the order in
/// which the graph applies them, so their numbers determine their layers. Reads the LayerNorms.
KerasNorms find_keras_norms(std::span<const std::string> names, const TensorArchive& stored,
                            const AlbertConfig& config);

/// The number of layers with such LayerNorms.
std::size_t layers_of_keras_norms(std::span<const std::string> names, std::int64_t inner_groups);

}  // namespace albert::source

#endif  // ALBERT_SOURCE_KERAS_NORMS_H_
