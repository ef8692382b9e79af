// The packed product with its epilogue.
#ifndef ALBERT_KERNELS_ISA_LINEAR_H_
#define ALBERT_KERNELS_ISA_LINEAR_H_

#include "kernels/isa/tile.h"

namespace albert::kernels::ALBERT_ISA {
namespace {

/// Where the columns of one panel go, and what is added to them: `residual` may be null.
struct TileTarget {
  float* y;
  std::size_t y_stride;
  const float* residual;
  std::size_t residual_stride;
  std::size_t cols;  ///< up to kPanel
};

/// y = function(tile) + residual, in one pass over a tile that is still in the nearest cache.
template <typename Function>
void finish_rows(std::size_t rows, float* tile, TileTarget to, Function function) {
  for (std::size_t r = 0; r < rows; ++r, tile += kPanel) {
    Packet left = function(load(tile));
    Packet right = function(load(tile + kLanes));
    if (to.cols == kPanel) {
      if (to.residual != nullptr) {
        left = simd::padd(left, load(to.residual));
        right = simd::padd(right, load(to.residual + kLanes));
      }
      store(to.y, left);
      store(to.y + kLanes, right);
    } else {
      store(tile, left);
      store(tile + kLanes, right);
      for (std::size_t j = 0; j < to.cols; ++j) {
        to.y[j] = to.residual != nullptr ? tile[j] + to.residual[j] : tile[j];
      }
    }
    to.y += to.y_stride;
    if (to.residual != nullptr) to.residual += to.residual_stride;
  }
}

inline void finish(Pointwise pointwise, std::size_t rows, float* tile, const TileTarget& to) {
  switch (pointwise) {
    case Pointwise::none:
      return finish_rows(rows, tile, to, [](Packet x) { return x; });
    case Pointwise::gelu:
      return finish_rows(rows, tile, to, [](Packet x) { return gelu(x); });
    case Pointwise::gelu_new:
      return finish_rows(rows, tile, to, [](Packet x) { return gelu_new(x); });
    case Pointwise::relu:
      return finish_rows(rows, tile, to, [](Packet x) { return relu(x); });
    case Pointwise::tanh:
      return finish_rows(rows, tile, to, [](Packet x) { return tanh(x); });
  }
}

/// Asks for what a tile will be added to, so that it is near when the sums are ready.
inline void fetch_rows(const float* at, std::size_t stride, std::size_t rows) {
#if defined(__GNUC__)
  for (std::size_t r = 0; r < rows; ++r, at += stride) {
    for (std::size_t j = 0; j < kPanel; j += 16) __builtin_prefetch(at + j);
  }
#endif
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
  const bool finished = epilogue.pointwise == Pointwise::none && epilogue.residual == nullptr;
  alignas(64) float fresh[kTileRows * kPanel];
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
      const bool done = finished && cols == kPanel;
      const float* residual = epilogue.residual;
      if (residual != nullptr) {
        residual += first * epilogue.residual_stride + column;
        fetch_rows(residual, epilogue.residual_stride, rows);
      }
      float* out = done ? y.row(first) + column : fresh;
      const std::size_t stride = done ? y.stride : kPanel;
      const std::size_t fetch = p + 1 == panel_end || t >= fetchers ? 0 : kStepLines / fetchers;
      pick_multiply<Format>(fetch)(
          rows, x.data + first * x.stride, x.stride, Format::kScaled ? x.scales + first : nullptr,
          panel, count, columns, out, stride, panel + count * kPanelStep + t * fetch * count * 64);
      if (done) continue;
      finish(epilogue.pointwise, rows, fresh,
             {y.row(first) + column, y.stride, residual, epilogue.residual_stride, cols});
    }
  }
}

}  // namespace
}  // namespace albert::kernels::ALBERT_ISA

#endif  // ALBERT_KERNELS_ISA_LINEAR_H_
