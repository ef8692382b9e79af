#ifndef ALBERT_KERNELS_COMPUTE_TYPE_H_
#define ALBERT_KERNELS_COMPUTE_TYPE_H_

#include <array>
#include <cstdint>
#include <string_view>

#include "albert/base/named_values.h"

namespace albert {

/// Arithmetic of the encoder's matrix products. Sums, softmax, LayerNorm, the embedding projection
/// and the heads are f32 in all of them.
enum class ComputeType : std::uint8_t {
  f32,
  bf16,  ///< operands rounded to bf16 (8 bits of precision), f32 sums
  int8,  ///< weights: one scale per output; activations: one scale per token, taken from its values
  bf16x3,  ///< operands as sums of two bf16 (16 bits of precision), three products of bf16
};

constexpr auto named_values(ComputeType) {
  return std::to_array<NamedValue<ComputeType>>({{ComputeType::f32, "f32"},
                                                 {ComputeType::bf16, "bf16"},
                                                 {ComputeType::int8, "int8"},
                                                 {ComputeType::bf16x3, "bf16x3"}});
}

/// A name of these, or "auto": int8 for weights that are stored so, else bf16 where this
/// processor multiplies bf16 more than 1.2 times as fast as f32 with the instruction set `isa`
/// (bf16_gain()), else f32. Empty: auto for int8 weights, f32 for all others. Throws Error{usage}
/// for anything else.
ComputeType parse_compute_type(std::string_view name, std::string_view isa, bool int8_weights);

}  // namespace albert

#endif  // ALBERT_KERNELS_COMPUTE_TYPE_H_
