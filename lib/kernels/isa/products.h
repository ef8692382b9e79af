// Which product engine each number format has on this instruction set.
#ifndef ALBERT_KERNELS_ISA_PRODUCTS_H_
#define ALBERT_KERNELS_ISA_PRODUCTS_H_

#include <limits>

#include "kernels/isa/linear.h"
#include "kernels/isa/peak.h"
#include "kernels/kernel_table.h"

namespace albert::kernels::ALBERT_ISA {
namespace {

// Rows of the left operand in the second-level cache.
constexpr std::size_t kBlockBytes = std::size_t{640} << 10;
constexpr std::size_t kAllColumns = std::numeric_limits<std::size_t>::max();

template <typename Format>
constexpr decltype(ProductKernels::pack_quantized) quantized_packing() {
  if constexpr (Format::kScaled) return pack_quantized<Format>;
  return nullptr;
}

template <typename Format>
constexpr decltype(ProductKernels::quantize_rows) row_quantization() {
  if constexpr (std::is_same_v<Format, F32>) return nullptr;
  return quantize_rows<Format>;
}

/// The engine of register tiles, which every set has for every format. A set with matrix units
/// specialises products<Format>() for its formats, in a header that table.cc includes where the
/// compiler has these instructions.
template <typename Format>
constexpr ProductKernels products() {
  return {.panel_width = kPanel,
          .tile_rows = kTileRows,
          .block_bytes = kBlockBytes,
          .layer_rows = {.fewest = 24, .most = 64},
          .slice_tokens = 128,
          .inner_columns = kAllColumns,
          .inner_format = kOperandRows<Format>,
          .panel_bytes = panel_bytes<Format>,
          .pack = pack_weights<Format>,
          .pack_quantized = quantized_packing<Format>(),
          .lhs_stride = lhs_stride<Format>,
          .quantize_rows = row_quantization<Format>(),
          .linear = linear<Format>,
          .fma_loop = fma_loop<Format>,
          .fma_loop_operations = fma_loop_operations<Format>()};
}

}  // namespace
}  // namespace albert::kernels::ALBERT_ISA

#endif  // ALBERT_KERNELS_ISA_PRODUCTS_H_
