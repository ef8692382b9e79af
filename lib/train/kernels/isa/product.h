// Products with an epilogue, and products that add to a gradient.
#ifndef ALBERT_TRAIN_KERNELS_ISA_PRODUCT_H_
#define ALBERT_TRAIN_KERNELS_ISA_PRODUCT_H_

#include "train/kernels/isa/epilogue.h"
#include "train/kernels/isa/operands.h"

namespace albert::train::ALBERT_ISA {
namespace {

template <typename Format>
void product(const ConstOperand& x, const Panels& panels, const Epilogue& epilogue, const Matrix& y,
             std::size_t row_begin, std::size_t row_end, std::size_t panel_begin,
             std::size_t panel_end) noexcept {
  alignas(64) static constexpr float kZeros[kPanel] = {};
  const std::size_t count = words<Format>(panels.depth);
  const std::size_t tiles = (row_end - row_begin + kTileRows - 1) / kTileRows;
  alignas(64) float edge[kTileRows * kPanel];
  for (std::size_t p = panel_begin; p < panel_end; ++p) {
    const std::size_t column = p * kPanel;
    const std::size_t cols = panels.columns - column < kPanel ? panels.columns - column : kPanel;
    const std::byte* panel = panels.words + p * count * kPanelStep;
    const float* start = panels.bias != nullptr ? panels.bias + column : kZeros;
    for (std::size_t t = 0; t < tiles; ++t) {
      // Tiles of nearly equal height: 15 rows are 8 + 7, not 14 + 1.
      const std::size_t first = row_begin + (row_end - row_begin) * t / tiles;
      const std::size_t rows = row_begin + (row_end - row_begin) * (t + 1) / tiles - first;
      const bool whole = cols == kPanel;
      const Block out = {whole ? y.row(first) + column : edge, whole ? y.stride : kPanel, rows,
                         cols};
      multiply<Format>(rows, x.data + first * x.stride, x.stride, panel, count, start, out.data,
                       out.stride);
      finish(epilogue, out, first, column);
      if (!whole) put(edge, rows, cols, y.row(first) + column, y.stride);
    }
  }
}

template <typename Format>
void accumulate(const std::byte* tile, const std::byte* panel, std::size_t depth, std::size_t rows,
                std::size_t columns, float* c, std::size_t c_stride) noexcept {
  const std::size_t count = words<Format>(depth);
  if (columns == kPanel) {
    multiply_transposed<Format>(rows, tile, kTileStep<Format>, panel, count, nullptr, c, c_stride);
    return;
  }
  alignas(64) float edge[kTileRows * kPanel] = {};
  for (std::size_t r = 0; r < rows; ++r) {
    std::memcpy(edge + r * kPanel, c + r * c_stride, columns * sizeof(float));
  }
  multiply_transposed<Format>(rows, tile, kTileStep<Format>, panel, count, nullptr, edge, kPanel);
  put(edge, rows, columns, c, c_stride);
}

}  // namespace
}  // namespace albert::train::ALBERT_ISA

#endif  // ALBERT_TRAIN_KERNELS_ISA_PRODUCT_H_
