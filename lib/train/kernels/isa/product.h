// Products on register tiles: rows × one panel of two packets, the depth innermost.
#ifndef ALBERT_TRAIN_KERNELS_ISA_PRODUCT_H_
#define ALBERT_TRAIN_KERNELS_ISA_PRODUCT_H_

#include <cstring>
#include <utility>

#include "train/kernels/isa/derivatives.h"
#include "train/kernels/train_kernels.h"

namespace albert::train::ALBERT_ISA {
namespace {

constexpr std::size_t kPanel = 2 * kLanes;
// As in inference: 28 of 32 registers accumulate with AVX-512, 12 of 16 with AVX2 and SSE.
constexpr std::size_t kTileRows = kLanes == 16 ? 14 : 6;

/// Where a tile's left operand lies: element (row, k) is at data[row · row_step + k · depth_step].
struct Operand {
  const float* data;
  std::size_t row_step;
  std::size_t depth_step;
};

/// c[R][kPanel] = start + a[R][depth] · panel[depth][kPanel], start being one row for all, or
/// what c holds when it is null. Every element is one chain of multiply-adds, whatever R.
template <std::size_t R, bool kTransposed>
void tile(const Operand& a, const float* panel, std::size_t depth, const float* start, float* c,
          std::size_t c_stride) {
  const std::size_t row_step = kTransposed ? 1 : a.row_step;
  const std::size_t depth_step = kTransposed ? a.depth_step : 1;
  Packet sum[R][2];
#pragma GCC unroll 16
  for (std::size_t r = 0; r < R; ++r) {
    const float* from = start != nullptr ? start : c + r * c_stride;
    sum[r][0] = load(from);
    sum[r][1] = load(from + kLanes);
  }
  const float* x = a.data;
  for (std::size_t k = 0; k < depth; ++k, x += depth_step) {
    const Packet b0 = simd::pload<Packet>(panel + k * kPanel);
    const Packet b1 = simd::pload<Packet>(panel + k * kPanel + kLanes);
#pragma GCC unroll 16
    for (std::size_t r = 0; r < R; ++r) {
      const Packet value = set1(x[r * row_step]);
      sum[r][0] = simd::pmadd(value, b0, sum[r][0]);
      sum[r][1] = simd::pmadd(value, b1, sum[r][1]);
    }
  }
#pragma GCC unroll 16
  for (std::size_t r = 0; r < R; ++r) {
    store(c + r * c_stride, sum[r][0]);
    store(c + r * c_stride + kLanes, sum[r][1]);
  }
}

using TileFunction = void (*)(const Operand&, const float*, std::size_t, const float*, float*,
                              std::size_t);

template <bool kTransposed, std::size_t... R>
constexpr TileFunction pick_tile(std::size_t rows, std::index_sequence<R...>) {
  constexpr TileFunction kTiles[] = {tile<R + 1, kTransposed>...};
  return kTiles[rows - 1];
}

/// `rows` ≤ kTileRows rows of a (row-major) times a panel.
inline void multiply(std::size_t rows, const float* a, std::size_t a_stride, const float* panel,
                     std::size_t depth, const float* start, float* c, std::size_t c_stride) {
  pick_tile<false>(rows, std::make_index_sequence<kTileRows>())({a, a_stride, 1}, panel, depth,
                                                                start, c, c_stride);
}

/// `rows` ≤ kTileRows rows of aᵀ, a being [depth] rows of stride a_stride, times a panel.
inline void multiply_transposed(std::size_t rows, const float* a, std::size_t a_stride,
                                const float* panel, std::size_t depth, const float* start, float* c,
                                std::size_t c_stride) {
  pick_tile<true>(rows, std::make_index_sequence<kTileRows>())({a, 1, a_stride}, panel, depth,
                                                               start, c, c_stride);
}

void pack_columns(const ConstMatrix& m, std::size_t column, float* panel) noexcept {
  const std::size_t cols = m.cols - column < kPanel ? m.cols - column : kPanel;
  const float* from = m.data + column;
  if (cols == kPanel) {
    for (std::size_t k = 0; k < m.rows; ++k, from += m.stride, panel += kPanel) {
      store(panel, load(from));
      store(panel + kLanes, load(from + kLanes));
    }
    return;
  }
  for (std::size_t k = 0; k < m.rows; ++k, from += m.stride, panel += kPanel) {
    for (std::size_t j = 0; j < kPanel; ++j) panel[j] = j < cols ? from[j] : 0.0f;
  }
}

void pack_rows(const float* const* rows, std::size_t depth, float* panel) noexcept {
  // A cache line of every row at a time, so that the panel's lines are written while they are near.
  for (std::size_t k = 0; k < depth; k += 16) {
    const std::size_t end = depth - k < 16 ? depth : k + 16;
    for (std::size_t j = 0; j < kPanel; ++j) {
      const float* row = rows[j];
      for (std::size_t i = k; i < end; ++i) panel[i * kPanel + j] = row != nullptr ? row[i] : 0.0f;
    }
  }
}

void pack_tile(const ConstMatrix& m, std::size_t column, std::size_t columns, float* tile,
               float* sums) noexcept {
  float total[kTileRows] = {};
  const float* from = m.data + column;
  if (columns == kTileRows) {
    for (std::size_t k = 0; k < m.rows; ++k, from += m.stride, tile += kTileRows) {
      for (std::size_t j = 0; j < kTileRows; ++j) total[j] += from[j];
      std::memcpy(tile, from, kTileRows * sizeof(float));
    }
  } else {
    for (std::size_t k = 0; k < m.rows; ++k, from += m.stride, tile += kTileRows) {
      for (std::size_t j = 0; j < columns; ++j) total[j] += from[j];
      std::memcpy(tile, from, columns * sizeof(float));
    }
  }
  if (sums == nullptr) return;
  for (std::size_t j = 0; j < columns; ++j) sums[j] += total[j];
}

void accumulate(const float* tile, const float* panel, std::size_t depth, std::size_t rows,
                std::size_t columns, float* c, std::size_t c_stride) noexcept {
  if (columns == kPanel) {
    multiply_transposed(rows, tile, kTileRows, panel, depth, nullptr, c, c_stride);
    return;
  }
  alignas(64) float edge[kTileRows * kPanel] = {};
  for (std::size_t r = 0; r < rows; ++r) {
    std::memcpy(edge + r * kPanel, c + r * c_stride, columns * sizeof(float));
  }
  multiply_transposed(rows, tile, kTileRows, panel, depth, nullptr, edge, kPanel);
  for (std::size_t r = 0; r < rows; ++r) {
    std::memcpy(c + r * c_stride, edge + r * kPanel, columns * sizeof(float));
  }
}

/// A block of rows × cols ≤ kPanel floats.
struct Block {
  float* data;
  std::size_t stride;
  std::size_t rows;
  std::size_t cols;
};

template <typename OnPacket>
void for_each_packet(const Block& block, OnPacket on_packet) {
  for (std::size_t r = 0; r < block.rows; ++r) {
    on_packet(r, 0);
    on_packet(r, kLanes);
  }
}

template <typename Function>
void map_block(const Block& c, Function function) {
  for_each_packet(c, [&](std::size_t r, std::size_t j) {
    float* at = c.data + r * c.stride + j;
    store(at, function(load(at)).value);
  });
}

/// The function in place and its derivative into `d` (rows of kPanel floats at least).
template <typename Function>
void map_block(const Block& c, float* d, std::size_t d_stride, Function function) {
  for_each_packet(c, [&](std::size_t r, std::size_t j) {
    float* at = c.data + r * c.stride + j;
    const WithDerivative result = function(load(at));
    store(at, result.value);
    store(d + r * d_stride + j, result.derivative);
  });
}

template <typename... Where>
void apply(Pointwise pointwise, const Block& c, Where... derivative) {
  switch (pointwise) {
    case Pointwise::none:
      return;
    case Pointwise::gelu:
      return map_block(c, derivative..., [](Packet x) { return gelu_derivative(x); });
    case Pointwise::gelu_new:
      return map_block(c, derivative..., [](Packet x) { return gelu_new_derivative(x); });
    case Pointwise::relu:
      return map_block(c, derivative..., [](Packet x) { return relu_derivative(x); });
    case Pointwise::tanh:
      return map_block(c, derivative..., [](Packet x) { return tanh_derivative(x); });
  }
}

/// The epilogue of one tile whose first element is (row, column) of y.
inline void finish(const Epilogue& epilogue, const Block& c, std::size_t row, std::size_t column) {
  if (epilogue.derivative.data == nullptr) {
    apply(epilogue.pointwise, c);
  } else if (c.cols == kPanel) {
    apply(epilogue.pointwise, c, epilogue.derivative.row(row) + column, epilogue.derivative.stride);
  } else {
    alignas(64) float edge[kTileRows * kPanel];
    apply(epilogue.pointwise, c, static_cast<float*>(edge), kPanel);
    for (std::size_t r = 0; r < c.rows; ++r) {
      std::memcpy(epilogue.derivative.row(row + r) + column, edge + r * kPanel,
                  c.cols * sizeof(float));
    }
  }
  if (epilogue.factor.data != nullptr) {
    for (std::size_t r = 0; r < c.rows; ++r) {
      const float* factor = epilogue.factor.row(row + r) + column;
      for (std::size_t j = 0; j < c.cols; ++j) c.data[r * c.stride + j] *= factor[j];
    }
  }
  if (epilogue.residual.data != nullptr) {
    for (std::size_t r = 0; r < c.rows; ++r) {
      const float* residual = epilogue.residual.row(row + r) + column;
      for (std::size_t j = 0; j < c.cols; ++j) c.data[r * c.stride + j] += residual[j];
    }
  }
}

void product(const ConstMatrix& x, const Panels& panels, const Epilogue& epilogue, const Matrix& y,
             std::size_t row_begin, std::size_t row_end, std::size_t panel_begin,
             std::size_t panel_end) noexcept {
  alignas(64) static constexpr float kZeros[kPanel] = {};
  const std::size_t tiles = (row_end - row_begin + kTileRows - 1) / kTileRows;
  alignas(64) float edge[kTileRows * kPanel];
  for (std::size_t p = panel_begin; p < panel_end; ++p) {
    const std::size_t column = p * kPanel;
    const std::size_t cols = panels.columns - column < kPanel ? panels.columns - column : kPanel;
    const float* panel = panels.data + column * panels.depth;
    const float* start = panels.bias != nullptr ? panels.bias + column : kZeros;
    for (std::size_t t = 0; t < tiles; ++t) {
      // Tiles of nearly equal height: 15 rows are 8 + 7, not 14 + 1.
      const std::size_t first = row_begin + (row_end - row_begin) * t / tiles;
      const std::size_t rows = row_begin + (row_end - row_begin) * (t + 1) / tiles - first;
      const bool whole = cols == kPanel;
      const Block out = {whole ? y.row(first) + column : edge, whole ? y.stride : kPanel, rows,
                         cols};
      multiply(rows, x.row(first), x.stride, panel, panels.depth, start, out.data, out.stride);
      finish(epilogue, out, first, column);
      if (whole) continue;
      for (std::size_t r = 0; r < rows; ++r) {
        std::memcpy(y.row(first + r) + column, edge + r * kPanel, cols * sizeof(float));
      }
    }
  }
}

}  // namespace
}  // namespace albert::train::ALBERT_ISA

#endif  // ALBERT_TRAIN_KERNELS_ISA_PRODUCT_H_
