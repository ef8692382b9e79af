// A block of a product on tiles: up to 32 rows × one panel of 32 outputs, two by two tiles of sums.
// The tile unit works by itself, so the rows of the previous block go through their epilogue
// meanwhile.
#ifndef ALBERT_KERNELS_ISA_AMX_BLOCK_H_
#define ALBERT_KERNELS_ISA_AMX_BLOCK_H_

#include "kernels/isa/amx_activations.h"
#include "kernels/isa/amx_tiles.h"
#include "kernels/isa/epilogue.h"
#include "kernels/isa/tile.h"

namespace albert::kernels::ALBERT_ISA {
namespace {

constexpr std::size_t kBlockRows = 2 * kTileHeight;
static_assert(kRowsBehind == kBlockRows - 1, "a block may start at the last row");

/// Sums of a block, rows of a panel's width.
template <typename Format>
using BlockSums = typename Format::Total[kBlockRows * kPanel];

/// A block whose sums are complete, while they become rows of y.
template <typename Format>
class FinishedBlock {
 public:
  /// No rows.
  FinishedBlock(const Epilogue& epilogue, const Rows& y) : epilogue_(&epilogue), y_(&y) {}

  /// Takes the place of a block all of whose rows are stored.
  void replace(const BlockSums<Format>& sums, const float* row_scales,
               const Columns<Format>& columns, std::size_t row, std::size_t rows,
               std::size_t column) {
    sums_ = sums;
    row_scales_ = row_scales;
    columns_ = columns;
    row_ = row;
    column_ = column;
    next_ = 0;
    rows_ = rows;
  }

  std::size_t rows_left() const { return rows_ - next_; }

  /// Stores up to `count` more rows.
  void store_rows(std::size_t count) {
    count = std::min(count, rows_left());
    if (count == 0) return;
    alignas(64) float values[kBlockRows * kPanel];
    for (std::size_t r = 0; r < count; ++r) {
      const float* row_scale = Format::kScaled ? row_scales_ + next_ + r : nullptr;
      for (std::size_t j = 0; j < kPanel; j += kLanes) {
        const auto sum = Format::load_sums(sums_ + (next_ + r) * kPanel + j);
        store(values + r * kPanel + j, value_of<Format>(sum, row_scale, columns_, j));
      }
    }
    const std::size_t row = row_ + next_;
    const std::size_t cols = std::min(kPanel, y_->cols - column_);
    const TileEpilogue epilogue(*epilogue_, row, column_, count, cols);
    if (y_->format == RowFormat::f32) {
      finish(epilogue, values, block(matrix_of(*y_), row, column_, count, cols));
    } else {
      store_rounded(epilogue, values, row, count, cols);
    }
    next_ += count;
  }

 private:
  /// As rows of bf16. The zeros behind the columns of y are products of padding.
  void store_rounded(const TileEpilogue& epilogue, float* values, std::size_t row,
                     std::size_t count, std::size_t cols) const {
    const Matrix finished = {values, count, cols, kPanel};
    if (epilogue.pointwise == Pointwise::gelu_new && epilogue.derivative.data == nullptr) {
      finish_rows(values, epilogue, finished, [](Packet x) { return coarse_gelu_new(x); });
    } else {
      finish(epilogue, values, finished);
    }
    for (std::size_t r = 0; r < count; ++r, values += kPanel) {
      auto* elements = reinterpret_cast<std::uint16_t*>(y_->row(row + r));
      store_bf16(elements + column_, load(values), load(values + kLanes));
    }
  }

  const Epilogue* epilogue_;
  const Rows* y_;
  const typename Format::Total* sums_ = nullptr;
  const float* row_scales_ = nullptr;  // of the block's rows
  Columns<Format> columns_ = {};
  std::size_t row_ = 0;
  std::size_t column_ = 0;
  std::size_t next_ = 0;  // row of the block
  std::size_t rows_ = 0;
};

/// Some steps of inputs of one block.
struct BlockOperands {
  const std::byte* rows;
  std::size_t row_stride;
  const std::byte* panel;
  std::size_t steps;
  /// For each step that many cache lines are prefetched, kPanelStepBytes behind those of the last.
  const std::byte* prefetched;
  std::size_t prefetched_lines;
};

/// What the sums of a block start from: rows `stride` bytes apart, 0 if all are the same.
struct FirstSums {
  const std::byte* data;
  std::size_t stride;
};

/// One step: tiles 0 and 1, of kTiles = 2 also 2 and 3, have the sums of 16 rows each.
template <typename Format, int kTiles>
[[gnu::always_inline]] inline void multiply_step(Tiles& tiles, const std::byte* rows,
                                                 std::size_t row_stride, const std::byte* panel) {
  tiles.template load_stream<6>(panel, kPanelWordBytes);
  tiles.template load<4>(rows, row_stride);
  tiles.template load_stream<7>(panel + kTileRowBytes, kPanelWordBytes);
  if constexpr (kTiles == 2) tiles.template load<5>(rows + kTileHeight * row_stride, row_stride);
  multiply_tiles<Format, 0, 4, 6>(tiles);
  multiply_tiles<Format, 1, 4, 7>(tiles);
  if constexpr (kTiles == 2) {
    multiply_tiles<Format, 2, 5, 6>(tiles);
    multiply_tiles<Format, 3, 5, 7>(tiles);
  }
}

template <int kTiles>
[[gnu::always_inline]] inline void load_sums(Tiles& tiles, const FirstSums& first) {
  tiles.template load<0>(first.data, first.stride);
  tiles.template load<1>(first.data + kTileRowBytes, first.stride);
  if constexpr (kTiles == 2) {
    const std::byte* below = first.data + kTileHeight * first.stride;
    tiles.template load<2>(below, first.stride);
    tiles.template load<3>(below + kTileRowBytes, first.stride);
  }
}

/// To rows `stride` bytes apart.
template <int kTiles>
[[gnu::always_inline]] inline void store_sums(Tiles& tiles, std::byte* to, std::size_t stride) {
  tiles.template store<0>(to, stride);
  tiles.template store<1>(to + kTileRowBytes, stride);
  if constexpr (kTiles == 2) {
    std::byte* below = to + kTileHeight * stride;
    tiles.template store<2>(below, stride);
    tiles.template store<3>(below + kTileRowBytes, stride);
  }
}

/// The sums of some steps: `to` (rows `to_stride` bytes apart) = first + rows·panel of kTiles·16
/// rows. `to` may be where `first` is.
template <typename Format, int kTiles>
void multiply_steps(Tiles& tiles, const std::byte* rows, std::size_t row_stride,
                    std::size_t step_bytes, const std::byte* panel, std::size_t steps,
                    const FirstSums& first, std::byte* to, std::size_t to_stride) {
  Tiles::fence();
  load_sums<kTiles>(tiles, first);
  for (std::size_t s = 0; s < steps; ++s) {
    multiply_step<Format, kTiles>(tiles, rows + s * step_bytes, row_stride,
                                  panel + s * kPanelStepBytes);
  }
  store_sums<kTiles>(tiles, to, to_stride);
  Tiles::fence();
}

/// sums = first + rows·panel of kTiles·16 rows, while `before` is stored. `sums` may be where
/// `first` is and where the sums of `before` are.
template <typename Format, int kTiles>
void multiply_block(Tiles& tiles, const BlockOperands& of, const FirstSums& first,
                    FinishedBlock<Format>& before, BlockSums<Format>& sums) {
  const std::size_t rows_per_step = (before.rows_left() + of.steps - 1) / of.steps;
  Tiles::fence();
  load_sums<kTiles>(tiles, first);
  for (std::size_t s = 0; s < of.steps; ++s) {
    multiply_step<Format, kTiles>(tiles, of.rows + s * kTileRowBytes, of.row_stride,
                                  of.panel + s * kPanelStepBytes);
    for (std::size_t line = 0; line < of.prefetched_lines; ++line) {
      prefetch(of.prefetched + s * kPanelStepBytes + line * 64);
    }
    before.store_rows(rows_per_step);
  }
  Tiles::fence();
  store_sums<kTiles>(tiles, reinterpret_cast<std::byte*>(sums), kPanelWordBytes);
  Tiles::fence();
}

}  // namespace
}  // namespace albert::kernels::ALBERT_ISA

#endif  // ALBERT_KERNELS_ISA_AMX_BLOCK_H_
