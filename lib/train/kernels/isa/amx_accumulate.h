// Products that add to a gradient, c += aᵀ·b summed over tokens, by matrix tiles in bf16.
#ifndef ALBERT_TRAIN_KERNELS_ISA_AMX_ACCUMULATE_H_
#define ALBERT_TRAIN_KERNELS_ISA_AMX_ACCUMULATE_H_

#include <algorithm>

#include "kernels/isa/amx_block.h"
#include "train/kernels/isa/operands.h"

namespace albert::train::ALBERT_ISA {
namespace {

/// A step of kBlockRows rows of a left operand.
constexpr std::size_t kBlockStepBytes = kBlockRows * kTileRowBytes;

/// Columns of m become rows of 32 tokens: [steps of m.rows][kBlockRows][kTileRowBytes].
void pack_matrix_tile(const ConstMatrix& m, std::size_t column, std::size_t columns,
                      std::byte* tile, float* sums) noexcept {
  for (std::size_t first = 0; first < kBlockRows; first += kTileHeight) {
    const std::size_t count = columns > first ? std::min(columns - first, kTileHeight) : 0;
    std::byte* to = tile + first * kTileRowBytes;
    Packet total = zero();
    for (std::size_t k = 0; k < m.rows; k += kStepInputs<Bf16>, to += kBlockStepBytes) {
      simd::PacketBlock<Packet, kTileHeight> block;
      for (std::size_t word = 0; word < kTileHeight; ++word) {
        TileRow rows[2];
        for (std::size_t g = 0; g < 2; ++g) {
          const std::size_t row = k + 2 * word + g;
          load_row(m.row(row) + column + first, row < m.rows ? count : 0, rows[g]);
          total = simd::padd(total, rows[g][0]);
        }
        block.packet[word] = simd::preinterpret<Packet>(pair_words(rows[0][0], rows[1][0]));
      }
      simd::ptranspose(block);
      for (std::size_t r = 0; r < kTileHeight; ++r) {
        store(reinterpret_cast<float*>(to + r * kTileRowBytes), block.packet[r]);
      }
    }
    if (sums == nullptr) continue;
    float totals[kTileHeight];
    store(totals, total);
    for (std::size_t j = 0; j < count; ++j) sums[first + j] += totals[j];
  }
}

void accumulate_tiles(const GradientRows* blocks, std::size_t count, const std::byte* panel,
                      std::size_t depth, std::size_t column, std::size_t columns,
                      std::size_t c_stride) noexcept {
  const std::size_t steps = step_count<Bf16>(depth);
  Tiles tiles;
  const auto add = [&](const std::byte* tile, float* c, std::size_t stride) {
    auto* sums = reinterpret_cast<std::byte*>(c);
    const std::size_t bytes = stride * sizeof(float);
    multiply_steps<Bf16, 2>(tiles, tile, kTileRowBytes, kBlockStepBytes, panel, steps,
                            {sums, bytes}, sums, bytes);
  };
  for (const GradientRows* block = blocks; block != blocks + count; ++block) {
    float* c = block->c + column;
    if (block->rows == kBlockRows && columns == kPanel) {
      add(block->tile, c, c_stride);
      continue;
    }
    alignas(64) float partial_block[kBlockRows * kPanel] = {};
    load_columns(c, c_stride, block->rows, columns, partial_block);
    add(block->tile, partial_block, kPanel);
    store_columns(partial_block, block->rows, columns, c, c_stride);
  }
}

}  // namespace
}  // namespace albert::train::ALBERT_ISA

#endif  // ALBERT_TRAIN_KERNELS_ISA_AMX_ACCUMULATE_H_
