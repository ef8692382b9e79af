// Products that add to a gradient: c += aᵀ·b, summed over tokens.
#ifndef ALBERT_TRAIN_KERNELS_ISA_ACCUMULATE_H_
#define ALBERT_TRAIN_KERNELS_ISA_ACCUMULATE_H_

#include <utility>

#include "train/kernels/isa/operands.h"

namespace albert::train::ALBERT_ISA {
namespace {

/// c[R][kPanel] += aᵀ·panel over `count` words. The words of all rows lie side by side in `a`,
/// `a_step` bytes from one word of a row to its next. Every element is one chain of multiply-adds.
template <typename Format, std::size_t R>
void accumulate_tile(const std::byte* a, std::size_t a_step, const std::byte* panel,
                     std::size_t count, float* c, std::size_t c_stride) {
  Packet sum[R][2];
#pragma GCC unroll 16
  for (std::size_t r = 0; r < R; ++r) {
    sum[r][0] = load(c + r * c_stride);
    sum[r][1] = load(c + r * c_stride + kLanes);
  }
  for (std::size_t k = 0; k < count; ++k, a += a_step) {
    multiply_word<Format>(a, kLhsWordBytes<Format>, panel + k * kPanelWordBytes, sum);
  }
#pragma GCC unroll 16
  for (std::size_t r = 0; r < R; ++r) {
    store(c + r * c_stride, sum[r][0]);
    store(c + r * c_stride + kLanes, sum[r][1]);
  }
}

template <typename Format, std::size_t... R>
constexpr auto pick_accumulate(std::size_t rows, std::index_sequence<R...>) {
  constexpr decltype(&accumulate_tile<Format, 1>) kTiles[] = {accumulate_tile<Format, R + 1>...};
  return kTiles[rows - 1];
}

/// The same for `rows` ≤ kTileRows.
template <typename Format>
void accumulate_rows(std::size_t rows, const std::byte* a, std::size_t a_step,
                     const std::byte* panel, std::size_t count, float* c, std::size_t c_stride) {
  pick_accumulate<Format>(rows, std::make_index_sequence<kTileRows>())(a, a_step, panel, count, c,
                                                                       c_stride);
}

template <typename Format>
void accumulate(const GradientRows* blocks, std::size_t count, const std::byte* panel,
                std::size_t depth, std::size_t column, std::size_t columns,
                std::size_t c_stride) noexcept {
  for (const GradientRows* block = blocks; block != blocks + count; ++block) {
    float* c = block->c + column;
    const auto add = [&](float* sums, std::size_t stride) {
      accumulate_rows<Format>(block->rows, block->tile, kTileStep<Format>, panel,
                              words<Format>(depth), sums, stride);
    };
    if (columns == kPanel) {
      add(c, c_stride);
      continue;
    }
    alignas(64) float partial_panel[kTileRows * kPanel] = {};
    load_columns(c, c_stride, block->rows, columns, partial_panel);
    add(partial_panel, kPanel);
    store_columns(partial_panel, block->rows, columns, c, c_stride);
  }
}

}  // namespace
}  // namespace albert::train::ALBERT_ISA

#endif  // ALBERT_TRAIN_KERNELS_ISA_ACCUMULATE_H_
