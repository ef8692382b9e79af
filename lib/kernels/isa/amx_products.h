// The product engine of sets with tiles, for bf16 and int8. f32 keeps the register tiles.
#ifndef ALBERT_KERNELS_ISA_AMX_PRODUCTS_H_
#define ALBERT_KERNELS_ISA_AMX_PRODUCTS_H_

#include <iterator>

#include "kernels/isa/amx_linear.h"
#include "kernels/isa/peak.h"
#include "kernels/isa/products.h"

namespace albert::kernels::ALBERT_ISA {
namespace {

/// Products of one tile with its copy.
template <typename Format>
void tile_loop(std::size_t iterations) noexcept {
  alignas(64) std::uint32_t words[kTileHeight * kTileRowBytes / sizeof(std::uint32_t)];
  fill_operands<Format>(words, std::size(words));
  Tiles tiles;
  Tiles::fence();
  tiles.load<0>(words, kTileRowBytes);
  tiles.load<1>(words, kTileRowBytes);
  tiles.load<2>(words, kTileRowBytes);
  for (std::size_t i = 0; i < iterations; ++i) multiply_tiles<Format, 0, 1, 2>(tiles);
  tiles.store<0>(words, kTileRowBytes);
  keep_in_memory(words);  // else emulated products could be left out
}

/// Threads that multiply fewer rows each share them, so that each reads a part of the weights:
/// these come from the third-level cache slower than tiles multiply them with so few rows.
constexpr std::size_t kFewestTileRows = 192;

template <typename Format>
constexpr ProductKernels tile_products() {
  return {.panel_width = kPanel,
          .tile_rows = kBlockRows,
          .block_bytes = kBlockBytes,
          .layer_rows = {.fewest = kFewestTileRows, .most = 128},
          .slice_tokens = 128,
          .inner_columns = kAllColumns,
          .inner_format = RowFormat::f32,
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
  engine.layer_rows.most = 256;
  engine.slice_tokens = 256;
  engine.inner_columns = 768;
  engine.inner_format = RowFormat::bf16;
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
