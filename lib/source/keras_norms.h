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
/// new one, `layer_normalization_N`, at each place of the graph, so that the matrices are shared by
/// the layers and the LayerNorms are not.
struct KerasNorms {
  /// Entries by the names that Google's own checkpoints have. Empty: there are none of this kind.
  std::unordered_map<std::string, std::size_t> entries;
  /// Every layer has its own: names count each layer as a group. Else the layers of a group have
  /// equal ones.
  bool per_layer = false;
  /// Entries that repeat the one of `entries` beside them: LayerNorms that the layers share.
  std::unordered_map<std::size_t, std::size_t> repeats;
  std::string problem;  ///< why they fit no model of this config
};

/// `names` are those of the archive's entries, resolved. Keras counts LayerNorms in the order in
/// which the graph applies them: those of a layer are told by their numbers. Reads the LayerNorms.
KerasNorms find_keras_norms(std::span<const std::string> names, const TensorArchive& stored,
                            const AlbertConfig& config);

/// How many layers they are for; 0 when there are none.
std::size_t layers_of_keras_norms(std::span<const std::string> names, std::int64_t inner_groups);

}  // namespace albert::source

#endif  // ALBERT_SOURCE_KERAS_NORMS_H_
