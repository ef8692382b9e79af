// The product of rows with packed weights by register tiles, with its epilogue.
#ifndef ALBERT_KERNELS_ISA_LINEAR_H_
#define ALBERT_KERNELS_ISA_LINEAR_H_

#include "kernels/isa/epilogue.h"
#include "kernels/isa/tile.h"

namespace albert::kernels::ALBERT_ISA {
namespace {

/// Prefetches what a tile will be added to, so that it is near when the sums are ready.
inline void prefetch_rows(const ConstMatrix& m) {
#if defined(__GNUC__)
  if (m.data == nullptr) return;
  for (std::size_t r = 0; r < m.rows; ++r) {
    for (std::size_t j = 0; j < kPanel; j += 16) __builtin_prefetch(m.row(r) + j);
  }
#endif
}

/// Cache lines of one word of a panel. As many tiles of a panel prefetch the next panel, a line per
/// word each: in one go they would ask for more than the outer caches give.
constexpr std::size_t kPanelWordLines = (kPanelWordBytes + 63) / 64;

template <typename Format>
auto pick_multiply(std::size_t fetch) {
  return fetch == 0 ? multiply<Format, 0> : fetch == 1 ? multiply<Format, 1> : multiply<Format, 2>;
}

/// The columns from `column` on.
template <typename Format>
Columns<Format> columns_of(const PackedWeight& weight, std::size_t column) {
  const float* bias = weight.bias != nullptr ? weight.bias + column : kZeros;
  if constexpr (Format::kScaled) {
    return {weight.offsets + column, bias, weight.scales + column};
  } else {
    return {weight.start != nullptr ? weight.start + column : kZeros, bias};
  }
}

/// As rows of bf16.
inline void store_rounded(const ConstMatrix& tile, const Rows& y, std::size_t row,
                          std::size_t column) {
  for (std::size_t r = 0; r < tile.rows; ++r) {
    auto* elements = reinterpret_cast<std::uint16_t*>(y.row(row + r));
    Bf16::quantize(tile.row(r), tile.cols, 1, elements + column);
  }
}

template <typename Format>
void linear(const ConstOperand& x, const PackedWeight& weight, const Epilogue& epilogue,
            const Rows& y, std::size_t row_begin, std::size_t row_end, std::size_t panel_begin,
            std::size_t panel_end) noexcept {
  const std::size_t count = words<Format>(weight.inputs);
  const std::size_t tiles = (row_end - row_begin + kTileRows - 1) / kTileRows;
  const std::size_t fetchers = tiles < kPanelWordLines ? tiles : kPanelWordLines;
  const bool rounded = y.format == RowFormat::bf16;
  alignas(64) float sums[kTileRows * kPanel];
  for (std::size_t p = panel_begin; p < panel_end; ++p) {
    const std::size_t column = p * kPanel;
    const std::size_t cols = weight.outputs - column < kPanel ? weight.outputs - column : kPanel;
    const std::byte* panel = weight.words + p * count * kPanelWordBytes;
    const Columns<Format> columns = columns_of<Format>(weight, column);
    const bool stored_by_tile = epilogue.empty() && cols == kPanel && !rounded;
    for (std::size_t t = 0; t < tiles; ++t) {
      // Tiles of nearly equal height: 15 rows are 8 + 7, not 14 + 1.
      const std::size_t first = row_begin + (row_end - row_begin) * t / tiles;
      const std::size_t rows = row_begin + (row_end - row_begin) * (t + 1) / tiles - first;
      const TileEpilogue of_tile(epilogue, first, column, rows, cols);
      prefetch_rows(of_tile.residual);
      const Matrix to = rounded ? Matrix{sums, rows, cols, kPanel}
                                : block(matrix_of(y), first, column, rows, cols);
      const std::size_t fetch =
          p + 1 == panel_end || t >= fetchers ? 0 : kPanelWordLines / fetchers;
      pick_multiply<Format>(fetch)(rows, x.data + first * x.stride, x.stride,
                                   Format::kScaled ? x.scales + first : nullptr, panel, count,
                                   columns, stored_by_tile ? to.data : sums,
                                   stored_by_tile ? to.stride : kPanel,
                                   panel + count * kPanelWordBytes + t * fetch * count * 64);
      if (!stored_by_tile) finish(of_tile, sums, to);
      if (rounded) store_rounded(to, y, first, column);
    }
  }
}

}  // namespace
}  // namespace albert::kernels::ALBERT_ISA

#endif  // ALBERT_KERNELS_ISA_LINEAR_H_
