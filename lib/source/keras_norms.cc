#include "source/keras_norms.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <tuple>
#include <vector>

#include <fmt/format.h>

#include "source/equal_tensors.h"
#include "source/name_table.h"

namespace albert::source {
namespace {

using enum TensorRole;

constexpr std::size_t npos = TensorArchive::npos;
constexpr std::string_view kName = "layer_normalization";

/// One LayerNorm, and its position according to its name.
struct Norm {
  std::int64_t layer = -1;  // of its `layer_N` scope; -1: no such scope
  std::int64_t number = 0;  // Keras' counter
  std::size_t gamma = npos;
  std::size_t beta = npos;
};

struct Norms {
  std::vector<Norm> embeddings, encoder, mlm;
};

// N of "PREFIX_N"; nullopt for other components.
std::optional<std::int64_t> number_after(std::string_view component, std::string_view prefix) {
  if (!component.starts_with(prefix)) return std::nullopt;
  component.remove_prefix(prefix.size());
  std::int64_t number = 0;
  const auto [end, error] =
      std::from_chars(component.data(), component.data() + component.size(), number);
  if (error != std::errc{} || end != component.data() + component.size()) return std::nullopt;
  return number;
}

std::vector<std::string_view> split(std::string_view name) {
  std::vector<std::string_view> parts;
  while (!name.empty()) {
    parts.push_back(name.substr(0, name.find('/')));
    name.remove_prefix(std::min(parts.back().size() + 1, name.size()));
  }
  return parts;
}

Norms find_norms(std::span<const std::string> names) {
  std::map<std::string, Norm> found;  // by the name of the layer
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::vector<std::string_view> parts = split(names[i]);
    if (parts.size() < 3) continue;
    const std::string_view leaf = parts.back();
    const std::string_view keras = parts[parts.size() - 2];
    const auto number = number_after(keras, "layer_normalization_");
    if ((leaf != "gamma" && leaf != "beta") || (keras != kName && !number)) continue;
    Norm& norm = found[names[i].substr(0, names[i].size() - leaf.size() - 1)];
    norm.number = number.value_or(0);
    for (const std::string_view part : parts) {
      if (const auto layer = number_after(part, "layer_")) norm.layer = *layer;
    }
    (leaf == "gamma" ? norm.gamma : norm.beta) = i;
  }
  Norms norms;
  for (const auto& [name, norm] : found) {
    if (name.starts_with("bert/embeddings/")) norms.embeddings.push_back(norm);
    if (name.starts_with("bert/encoder/")) norms.encoder.push_back(norm);
    if (name.starts_with("cls/predictions/")) norms.mlm.push_back(norm);
  }
  std::ranges::sort(norms.encoder, {},
                    [](const Norm& norm) { return std::tuple(norm.layer, norm.number); });
  return norms;
}

class NormAssignment {
 public:
  NormAssignment(const TensorArchive& stored, const AlbertConfig& config)
      : stored_(stored), config_(config) {}

  KerasNorms assign(const Norms& norms) {
    if (norms.embeddings.size() == 1) {
      put(norms.embeddings[0], embedding_norm_weight, embedding_norm_bias, 0);
    }
    if (norms.mlm.size() == 1) put(norms.mlm[0], mlm_norm_weight, mlm_norm_bias, 0);
    place_encoder(norms.encoder);
    return std::move(result_);
  }

 private:
  void place_encoder(const std::vector<Norm>& norms) {
    const auto layers = static_cast<std::size_t>(config_.num_hidden_layers);
    const auto groups = static_cast<std::size_t>(config_.num_hidden_groups);
    const std::size_t per_layer = 2 * static_cast<std::size_t>(config_.inner_group_num);
    if (norms.empty()) return;
    if (norms.size() == groups * per_layer) return put_encoder(norms);
    if (norms.size() != layers * per_layer) {
      result_.problem = fmt::format(
          "the encoder has {} LayerNorms of its own (layer_normalization_N), but {} "
          "layers with {} in each have {}",
          norms.size(), layers, per_layer, layers * per_layer);
      return;
    }
    // The group gets the LayerNorms of its first layer if those of the others are equal.
    std::vector<Norm> shared;
    for (std::size_t i = 0; i < norms.size(); ++i) {
      const std::size_t group = i / per_layer * groups / layers;
      const std::size_t position = group * per_layer + i % per_layer;
      if (position == shared.size()) {
        shared.push_back(norms[i]);
      } else if (!is_same(norms[i].gamma, shared[position].gamma) ||
                 !is_same(norms[i].beta, shared[position].beta)) {
        result_.per_layer = true;
        result_.repeats.clear();
        return put_encoder(norms);
      } else {
        repeat(norms[i].gamma, shared[position].gamma);
        repeat(norms[i].beta, shared[position].beta);
      }
    }
    put_encoder(shared);
  }

  // In the order of the graph: for each block, first attention, then FFN.
  void put_encoder(const std::vector<Norm>& norms) {
    for (std::size_t i = 0; i + 1 < norms.size(); i += 2) {
      put(norms[i], attention_norm_weight, attention_norm_bias, static_cast<int>(i / 2));
      put(norms[i + 1], ffn_norm_weight, ffn_norm_bias, static_cast<int>(i / 2));
    }
  }

  void put(const Norm& norm, TensorRole weight, TensorRole bias, int block) {
    const auto name = [&](TensorRole role) {
      return tf_name(role, TfDialect::google, block, static_cast<int>(config_.inner_group_num));
    };
    if (norm.gamma != npos) result_.entries.emplace(name(weight), norm.gamma);
    if (norm.beta != npos) result_.entries.emplace(name(bias), norm.beta);
  }

  void repeat(std::size_t entry, std::size_t original) {
    if (entry != npos) result_.repeats.emplace(entry, original);
  }

  bool is_same(std::size_t a, std::size_t b) const {
    if (a == npos || b == npos) return a == b;
    return equal_tensors(stored_, a, b);
  }

  const TensorArchive& stored_;
  const AlbertConfig& config_;
  KerasNorms result_;
};

}  // namespace

KerasNorms find_keras_norms(std::span<const std::string> names, const TensorArchive& stored,
                            const AlbertConfig& config) {
  return NormAssignment(stored, config).assign(find_norms(names));
}

std::size_t layers_of_keras_norms(std::span<const std::string> names, std::int64_t inner_groups) {
  return find_norms(names).encoder.size() / (2 * static_cast<std::size_t>(inner_groups));
}

}  // namespace albert::source
