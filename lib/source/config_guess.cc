#include "source/config_guess.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>

#include "source/keras_norms.h"
#include "source/name_layout.h"

namespace albert::source {
namespace {

using enum TensorRole;

constexpr int kMostGroups = 64;
constexpr std::int64_t kMostLayers = 64;

class Shapes {
 public:
  Shapes(const TensorArchive& stored, std::span<const std::string> names, NameLayout layout)
      : layout_(layout) {
    for (std::size_t i = 0; i < names.size(); ++i) {
      by_name_.emplace(names[i], stored.entries()[i].shape);
    }
  }

  /// The shape of a role's tensor in inner block `inner` of `group`; null when it is missing.
  const Shape* find(TensorRole role, int group = 0, int inner = 0) const {
    // Names are those of the smallest model with this block.
    const AlbertConfig config = {.vocab_size = 1,
                                 .embedding_size = 1,
                                 .hidden_size = 1,
                                 .num_hidden_layers = group + 1,
                                 .num_hidden_groups = group + 1,
                                 .num_attention_heads = 1,
                                 .intermediate_size = 1,
                                 .inner_group_num = inner + 1,
                                 .max_position_embeddings = 1,
                                 .type_vocab_size = 1};
    const TensorCatalogue catalogue(config);
    const TensorSpec& spec = catalogue.tensors()[catalogue.find(role, group * (inner + 1) + inner)];
    const auto found = by_name_.find(stored_name(spec, spec.block, layout_, inner + 1));
    return found == by_name_.end() ? nullptr : &found->second;
  }

  /// One dimension; 0 when it is missing.
  std::int64_t size(TensorRole role, std::size_t axis) const {
    const Shape* shape = find(role);
    return shape != nullptr && axis < shape->size() ? (*shape)[axis] : 0;
  }

 private:
  NameLayout layout_;
  std::unordered_map<std::string, Shape> by_name_;
};

}  // namespace

std::optional<AlbertConfig> guess_config(const TensorArchive& stored,
                                         std::span<const std::string> names, NameLayout layout) {
  const Shapes shapes(stored, names, layout);
  AlbertConfig config;
  config.vocab_size = shapes.size(word_embeddings, 0);
  config.embedding_size = shapes.size(word_embeddings, 1);
  config.hidden_size = shapes.size(query_bias, 0);
  config.intermediate_size = shapes.size(ffn_bias, 0);
  config.max_position_embeddings = shapes.size(position_embeddings, 0);
  config.type_vocab_size = shapes.size(token_type_embeddings, 0);
  config.num_attention_heads = 1;
  config.num_hidden_groups = 1;
  if (traits_of(layout).dialect != TfDialect::brightmart) {
    int groups = 1;
    int inner = 1;
    while (groups < kMostGroups && shapes.find(query_bias, groups) != nullptr) ++groups;
    while (inner < kMostGroups && shapes.find(query_bias, 0, inner) != nullptr) ++inner;
    config.num_hidden_groups = groups;
    config.inner_group_num = inner;
  }
  config.num_hidden_layers = config.num_hidden_groups;
  if (layout == NameLayout::google) {
    const auto layers =
        static_cast<std::int64_t>(layers_of_keras_norms(names, config.inner_group_num));
    config.num_hidden_layers = std::clamp(layers, config.num_hidden_groups, kMostLayers);
  }
  for (const std::int64_t size :
       {config.vocab_size, config.embedding_size, config.hidden_size, config.intermediate_size,
        config.max_position_embeddings, config.type_vocab_size}) {
    if (size < 1) return std::nullopt;
  }
  return config;
}

}  // namespace albert::source
