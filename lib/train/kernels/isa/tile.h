// Register tiles of products: rows × one panel of two packets, the depth innermost.
#ifndef ALBERT_TRAIN_KERNELS_ISA_TILE_H_
#define ALBERT_TRAIN_KERNELS_ISA_TILE_H_

#include <cstring>
#include <utility>

#include "kernels/isa/tile.h"
#include "train/kernels/train_kernels.h"

namespace albert::train::ALBERT_ISA {
namespace {

using namespace albert::kernels::ALBERT_ISA;  // NOLINT: the packets and formats of this set

/// Where a tile's left operand lies: word k of row r is at data + r · row_step + k · word_step.
struct LeftOperand {
  const std::byte* data;
  std::size_t row_step;
  std::size_t word_step;
};

/// c[R][kPanel] = start + a[R] · panel over `count` words of the depth, start being one row for
/// all, or what c holds when it is null. Every element is one chain of multiply-adds, whatever R.
template <typename Format, std::size_t R, bool kTransposed>
void tile(const LeftOperand& a, const std::byte* panel, std::size_t count, const float* start,
          float* c, std::size_t c_stride) {
  const std::size_t row_step = kTransposed ? kLeftBytes<Format> : a.row_step;
  const std::size_t word_step = kTransposed ? a.word_step : kLeftBytes<Format>;
  Packet sum[R][2];
#pragma GCC unroll 16
  for (std::size_t r = 0; r < R; ++r) {
    const float* from = start != nullptr ? start : c + r * c_stride;
    sum[r][0] = load(from);
    sum[r][1] = load(from + kLanes);
  }
  const std::byte* x = a.data;
  for (std::size_t k = 0; k < count; ++k, x += word_step) {
    multiply_word<Format>(x, row_step, panel + k * kPanelStep, sum);
  }
#pragma GCC unroll 16
  for (std::size_t r = 0; r < R; ++r) {
    store(c + r * c_stride, sum[r][0]);
    store(c + r * c_stride + kLanes, sum[r][1]);
  }
}

template <typename Format, bool kTransposed, std::size_t... R>
constexpr auto pick_tile(std::size_t rows, std::index_sequence<R...>) {
  constexpr decltype(&tile<Format, 1, kTransposed>) kTiles[] = {
      tile<Format, R + 1, kTransposed>...};
  return kTiles[rows - 1];
}

/// `rows` ≤ kTileRows rows of the left operand times a panel.
template <typename Format>
void multiply(std::size_t rows, const std::byte* a, std::size_t a_stride, const std::byte* panel,
              std::size_t count, const float* start, float* c, std::size_t c_stride) {
  pick_tile<Format, false>(rows, std::make_index_sequence<kTileRows>())({a, a_stride, 0}, panel,
                                                                        count, start, c, c_stride);
}

/// The same with the words of all rows side by side, `a_stride` bytes from one of the depth to the
/// next: the left operand is the transpose of what lies in memory.
template <typename Format>
void multiply_transposed(std::size_t rows, const std::byte* a, std::size_t a_stride,
                         const std::byte* panel, std::size_t count, const float* start, float* c,
                         std::size_t c_stride) {
  pick_tile<Format, true>(rows, std::make_index_sequence<kTileRows>())({a, 0, a_stride}, panel,
                                                                       count, start, c, c_stride);
}

/// Copies the first `cols` columns of a tile, whose rows are kPanel floats, to where they belong.
inline void put(const float* tile, std::size_t rows, std::size_t cols, float* to,
                std::size_t stride) {
  for (std::size_t r = 0; r < rows; ++r) {
    std::memcpy(to + r * stride, tile + r * kPanel, cols * sizeof(float));
  }
}

}  // namespace
}  // namespace albert::train::ALBERT_ISA

#endif  // ALBERT_TRAIN_KERNELS_ISA_TILE_H_
