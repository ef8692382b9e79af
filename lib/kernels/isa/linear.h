// The packed product with its epilogue.
#ifndef ALBERT_KERNELS_ISA_LINEAR_H_
#define ALBERT_KERNELS_ISA_LINEAR_H_

#include "kernels/isa/tile.h"

namespace albert::kernels::ALBERT_ISA {
namespace {

template <typename Function>
void map_tile(std::size_t rows, float* c, std::size_t stride, Function function) {
  for (std::size_t r = 0; r < rows; ++r, c += stride) {
    store(c, function(load(c)));
    store(c + kLanes, function(load(c + kLanes)));
  }
}

/// The pointwise function on a tile that was just stored, still in the nearest cache.
inline void apply(Pointwise pointwise, std::size_t rows, float* c, std::size_t stride) {
  switch (pointwise) {
    case Pointwise::none:
      return;
    case Pointwise::gelu:
      return map_tile(rows, c, stride, [](Packet x) { return gelu(x); });
    case Pointwise::gelu_new:
      return map_tile(rows, c, stride, [](Packet x) { return gelu_new(x); });
    case Pointwise::relu:
      return map_tile(rows, c, stride, [](Packet x) { return relu(x); });
    case Pointwise::tanh:
      return map_tile(rows, c, stride, [](Packet x) { return tanh(x); });
  }
}

inline void add(std::size_t rows, std::size_t cols, const float* from, std::size_t from_stride,
                float* c, std::size_t stride) {
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t j = 0; j < cols; ++j) c[r * stride + j] += from[r * from_stride + j];
  }
}

/// Cache lines of one word of a panel. As many tiles of a panel fetch the next panel, a line per
/// word each: in one go they would ask for more than the outer caches give.
constexpr std::size_t kStepLines = (kPanelStep + 63) / 64;

template <typename Format>
auto pick_multiply(std::size_t fetch) {
  return fetch == 0 ? multiply<Format, 0> : fetch == 1 ? multiply<Format, 1> : multiply<Format, 2>;
}

template <typename Format>
void linear(const ConstOperand& x, const PackedWeight& weight, const Epilogue& epilogue,
            const Matrix& y, std::size_t row_begin, std::size_t row_end, std::size_t panel_begin,
            std::size_t panel_end) noexcept {
  const std::size_t count = words<Format>(weight.inputs);
  const std::size_t tiles = (row_end - row_begin + kTileRows - 1) / kTileRows;
  const std::size_t fetchers = tiles < kStepLines ? tiles : kStepLines;
  alignas(64) float edge[kTileRows * kPanel];
  for (std::size_t p = panel_begin; p < panel_end; ++p) {
    const std::size_t column = p * kPanel;
    const std::size_t cols = weight.outputs - column < kPanel ? weight.outputs - column : kPanel;
    const std::byte* panel = weight.words + p * count * kPanelStep;
    Columns columns{weight.bias + column};
    if constexpr (Format::kScaled) {
      columns.scales = weight.scales + column;
      columns.offsets = weight.offsets + column;
    }
    for (std::size_t t = 0; t < tiles; ++t) {
      // Tiles of nearly equal height: 15 rows are 8 + 7, not 14 + 1.
      const std::size_t first = row_begin + (row_end - row_begin) * t / tiles;
      const std::size_t rows = row_begin + (row_end - row_begin) * (t + 1) / tiles - first;
      const bool whole = cols == kPanel;
      float* out = whole ? y.row(first) + column : edge;
      const std::size_t stride = whole ? y.stride : kPanel;
      const std::size_t fetch = p + 1 == panel_end || t >= fetchers ? 0 : kStepLines / fetchers;
      pick_multiply<Format>(fetch)(
          rows, x.data + first * x.stride, x.stride, Format::kScaled ? x.scales + first : nullptr,
          panel, count, columns, out, stride, panel + count * kPanelStep + t * fetch * count * 64);
      apply(epilogue.pointwise, rows, out, stride);
      if (epilogue.residual != nullptr) {
        add(rows, cols, epilogue.residual + first * epilogue.residual_stride + column,
            epilogue.residual_stride, out, stride);
      }
      if (!whole) {
        for (std::size_t r = 0; r < rows; ++r) {
          std::memcpy(y.row(first + r) + column, edge + r * kPanel, cols * sizeof(float));
        }
      }
    }
  }
}

}  // namespace
}  // namespace albert::kernels::ALBERT_ISA

#endif  // ALBERT_KERNELS_ISA_LINEAR_H_
