// The product engine of sets with tiles, for bf16 and int8. f32 keeps the register tiles.
#ifndef ALBERT_KERNELS_ISA_AMX_PRODUCTS_H_
#define ALBERT_KERNELS_ISA_AMX_PRODUCTS_H_

#include "kernels/isa/amx_linear.h"
#include "kernels/isa/products.h"

namespace albert::kernels::ALBERT_ISA {
namespace {

/// Products of one tile with its copy. The numbers are random: for zeros the processor would lower
/// its clock less.
template <typename Format>
void tile_loop(std::size_t iterations) noexcept {
  alignas(64) std::uint16_t numbers[kTileHeight * kTileRowBytes / sizeof(std::uint16_t)];
  std::uint32_t state = 1;
  for (std::uint16_t& number : numbers) {
    state = state * 1664525u + 1013904223u;
    const std::uint32_t bits = state >> 16;
    number =
        static_cast<std::uint16_t>(Format::kScaled ? bits : (bits & 0x807f) | 0x3f00);  // ½ to 1
  }
  Tiles tiles;
  Tiles::fence();
  tiles.load<0>(numbers, kTileRowBytes);
  tiles.load<1>(numbers, kTileRowBytes);
  tiles.load<2>(numbers, kTileRowBytes);
  for (std::size_t i = 0; i < iterations; ++i) multiply_tiles<Format, 0, 1, 2>(tiles);
}

template <typename Format>
constexpr ProductKernels tile_products() {
  return {.panel_width = kPanel,
          .tile_rows = kBlockRows,
          .block_bytes = kBlockBytes,
          .layer_rows = 128,
          .slice_tokens = 128,
          .inner_columns = kAllColumns,
          .writes_operands = false,
          .panel_bytes = tile_panel_bytes<Format>,
          .pack = pack_tile_weights<Format>,
          .pack_quantized = nullptr,
          .lhs_stride = lhs_stride<Format>,
          .quantize_rows = quantize_tile_rows<Format>,
          .linear = tile_linear<Format>,
          .fma_loop = tile_loop<Format>,
          .fma_loop_operations = 2.0 * kTileHeight * kTileHeight * kStepInputs<Format>};
}

/// The inner activations of 256 rows × 768 columns, inputs, outputs and panels of them fit the
/// second-level cache.
template <>
constexpr ProductKernels products<Bf16>() {
  ProductKernels engine = tile_products<Bf16>();
  engine.layer_rows = 256;
  engine.slice_tokens = 256;
  engine.inner_columns = 768;
  engine.writes_operands = true;
  return engine;
}

/// A row is quantized with one scale, for which all of its inner activations must be known.
template <>
constexpr ProductKernels products<Int8>() {
  ProductKernels engine = tile_products<Int8>();
  engine.pack_quantized = pack_quantized_tiles<Int8>;
  return engine;
}

}  // namespace
}  // namespace albert::kernels::ALBERT_ISA

#endif  // ALBERT_KERNELS_ISA_AMX_PRODUCTS_H_
