// The packed product: register tiles of rows × one panel, K innermost, no cache blocking over K.
#ifndef ALBERT_KERNELS_ISA_GEMM_H_
#define ALBERT_KERNELS_ISA_GEMM_H_

#include <cstring>
#include <utility>

#include "kernels/isa/simd.h"
#include "kernels/kernel_table.h"

namespace albert::kernels::ALBERT_ISA {
namespace {

constexpr std::size_t kPanel = 2 * kLanes;
// Two packets a row: 28 of 32 registers accumulate with AVX-512, 12 of 16 with AVX2 and SSE.
constexpr std::size_t kTileRows = kLanes == 16 ? 14 : 6;

/// c[R][kPanel] = start + a[R][depth] · panel[depth][kPanel]. `start` is one row (the bias).
/// Every element is one chain of multiply-adds over the depth, whatever R.
template <std::size_t R>
void tile(const float* a, std::size_t a_stride, const float* panel, std::size_t depth,
          const float* start, float* c, std::size_t c_stride) {
  Packet sum[R][2];
#pragma GCC unroll 16
  for (std::size_t r = 0; r < R; ++r) {
    sum[r][0] = load(start);
    sum[r][1] = load(start + kLanes);
  }
  for (std::size_t k = 0; k < depth; ++k) {
    const Packet b0 = simd::pload<Packet>(panel + k * kPanel);
    const Packet b1 = simd::pload<Packet>(panel + k * kPanel + kLanes);
#pragma GCC unroll 16
    for (std::size_t r = 0; r < R; ++r) {
      const Packet x = set1(a[r * a_stride + k]);
      sum[r][0] = simd::pmadd(x, b0, sum[r][0]);
      sum[r][1] = simd::pmadd(x, b1, sum[r][1]);
    }
  }
#pragma GCC unroll 16
  for (std::size_t r = 0; r < R; ++r) {
    store(c + r * c_stride, sum[r][0]);
    store(c + r * c_stride + kLanes, sum[r][1]);
  }
}

using TileFunction = void (*)(const float*, std::size_t, const float*, std::size_t, const float*,
                              float*, std::size_t);

template <std::size_t... R>
constexpr TileFunction pick_tile(std::size_t rows, std::index_sequence<R...>) {
  constexpr TileFunction kTiles[] = {tile<R + 1>...};
  return kTiles[rows - 1];
}

/// `rows` ≤ kTileRows rows of a product with one panel.
inline void multiply(std::size_t rows, const float* a, std::size_t a_stride, const float* panel,
                     std::size_t depth, const float* start, float* c, std::size_t c_stride) {
  pick_tile(rows, std::make_index_sequence<kTileRows>())(a, a_stride, panel, depth, start, c,
                                                         c_stride);
}

template <typename Function>
void map_panel(std::size_t rows, float* c, std::size_t stride, Function function) {
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
      return map_panel(rows, c, stride, [](Packet x) { return gelu(x); });
    case Pointwise::gelu_new:
      return map_panel(rows, c, stride, [](Packet x) { return gelu_new(x); });
    case Pointwise::relu:
      return map_panel(rows, c, stride, [](Packet x) { return relu(x); });
    case Pointwise::tanh:
      return map_panel(rows, c, stride, [](Packet x) { return tanh(x); });
  }
}

inline void add(std::size_t rows, std::size_t cols, const float* from, std::size_t from_stride,
                float* c, std::size_t stride) {
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t j = 0; j < cols; ++j) c[r * stride + j] += from[r * from_stride + j];
  }
}

void pack_panel(const float* const* rows, std::size_t inputs, float* panel) noexcept {
  for (std::size_t j = 0; j < kPanel; ++j) {
    const float* row = rows[j];
    if (row != nullptr) {
      for (std::size_t k = 0; k < inputs; ++k) panel[k * kPanel + j] = row[k];
    } else {
      for (std::size_t k = 0; k < inputs; ++k) panel[k * kPanel + j] = 0.0f;
    }
  }
}

void linear(const ConstMatrix& x, const PackedWeight& weight, const Epilogue& epilogue,
            const Matrix& y, std::size_t row_begin, std::size_t row_end, std::size_t panel_begin,
            std::size_t panel_end) noexcept {
  const std::size_t tiles = (row_end - row_begin + kTileRows - 1) / kTileRows;
  alignas(64) float edge[kTileRows * kPanel];
  for (std::size_t p = panel_begin; p < panel_end; ++p) {
    const std::size_t column = p * kPanel;
    const std::size_t cols = weight.outputs - column < kPanel ? weight.outputs - column : kPanel;
    const float* panel = weight.panels + column * weight.inputs;
    for (std::size_t t = 0; t < tiles; ++t) {
      // Tiles of nearly equal height: 15 rows are 8 + 7, not 14 + 1.
      const std::size_t first = row_begin + (row_end - row_begin) * t / tiles;
      const std::size_t rows = row_begin + (row_end - row_begin) * (t + 1) / tiles - first;
      const bool whole = cols == kPanel;
      float* out = whole ? y.row(first) + column : edge;
      const std::size_t stride = whole ? y.stride : kPanel;
      multiply(rows, x.row(first), x.stride, panel, weight.inputs, weight.bias + column, out,
               stride);
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

#endif  // ALBERT_KERNELS_ISA_GEMM_H_
