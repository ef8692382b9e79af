#ifndef ALBERT_CONFIG_MODEL_COSTS_H_
#define ALBERT_CONFIG_MODEL_COSTS_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "albert/config/albert_config.h"
#include "albert/config/tensor_catalogue.h"

namespace albert {

/// Exact parameter counts by component, summed over the tensor catalogue; tied tensors count once.
struct ParameterCounts {
  std::array<std::int64_t, kComponentCount> by_component{};

  explicit ParameterCounts(const TensorCatalogue& catalogue);

  std::int64_t operator[](Component component) const noexcept {
    return by_component[static_cast<std::size_t>(component)];
  }
  /// Embeddings, projection and all unique blocks; no pooler, no head.
  std::int64_t encoder() const noexcept;
  std::int64_t encoder_with_pooler() const noexcept;
  /// Everything in the catalogue, pooler and heads included.
  std::int64_t total() const noexcept;
};

/// Floating-point operations (a multiply-add is two) of the encoder per token, in sequences of
/// `sequence_length` tokens:
///
///     sum over applied blocks of (2 · matrix elements of the block + 4 · S · H)  +  2 · E · H
///
/// that is, all matrix products, the two attention products Q·Kᵀ and P·V, and the embedding
/// projection if there is one. Operations linear in H and I (biases, softmax, LayerNorm,
/// activation, lookups) are not counted; neither are pooler and SOP head (once per sequence) and
/// the MLM head (once per mask). A shared block counts each time it is applied: sharing saves
/// parameters, not FLOPs. `sequence_length` is 1 to 2^20. Throws Error{model} as validate() does.
std::int64_t flops_per_token(const AlbertConfig& config, const TensorCatalogue& catalogue,
                             std::int64_t sequence_length);

}  // namespace albert

#endif  // ALBERT_CONFIG_MODEL_COSTS_H_
