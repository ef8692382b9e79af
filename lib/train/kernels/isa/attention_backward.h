// One head backwards: its attention weights are computed again instead of being kept, which costs
// one product and saves S² floats per head and layer.
#ifndef ALBERT_TRAIN_KERNELS_ISA_ATTENTION_BACKWARD_H_
#define ALBERT_TRAIN_KERNELS_ISA_ATTENTION_BACKWARD_H_

#include <cmath>
#include <limits>

#include "train/kernels/isa/dropout.h"
#include "train/kernels/isa/operands.h"
#include "train/kernels/train_kernels.h"

namespace albert::train::ALBERT_ISA {
namespace {

constexpr std::size_t panel_count(std::size_t columns) {
  return (columns + kPanel - 1) / kPanel;
}

// All of it is f32 in memory, whatever the format of the dense layers.
inline const std::byte* bytes(const float* at) {
  return reinterpret_cast<const std::byte*>(at);
}
inline std::byte* bytes(float* at) {
  return reinterpret_cast<std::byte*>(at);
}

inline void multiply(std::size_t rows, const float* a, std::size_t a_stride, const float* panel,
                     std::size_t depth, const float* start, float* c, std::size_t c_stride) {
  multiply<F32>(rows, bytes(a), a_stride * sizeof(float), bytes(panel), depth, start, c, c_stride);
}

inline void multiply_transposed(std::size_t rows, const float* a, std::size_t a_stride,
                                const float* panel, std::size_t depth, const float* start, float* c,
                                std::size_t c_stride) {
  multiply_transposed<F32>(rows, bytes(a), a_stride * sizeof(float), bytes(panel), depth, start, c,
                           c_stride);
}

/// Where things lie in the scratch of one head, in floats; every part starts on a cache line.
struct HeadScratch {
  std::size_t keys;           ///< keys as columns: panels over tokens
  std::size_t values;         ///< values as columns
  std::size_t key_rows;       ///< keys as rows: panels over the head's dimensions
  std::size_t query_rows;     ///< queries likewise
  std::size_t gradient_rows;  ///< d_context likewise
  std::size_t weights;        ///< attention weights [S, weight_stride]
  std::size_t d_scores;       ///< gradient of the scores [S, weight_stride]
  std::size_t padding;        ///< [padded S]: 0, and −∞ beyond the sequence
  std::size_t tile;
  std::size_t weight_stride;
  std::size_t size;

  HeadScratch(std::size_t length, std::size_t head_size) {
    std::size_t next = 0;
    const auto take = [&next](std::size_t floats) {
      const std::size_t at = next;
      next += (floats + 15) / 16 * 16;
      return at;
    };
    const std::size_t padded = panel_count(length) * kPanel;
    const std::size_t by_dimension = panel_count(head_size) * kPanel * length;
    weight_stride = kernels::padded_stride(padded);
    keys = take(padded * head_size);
    values = take(padded * head_size);
    key_rows = take(by_dimension);
    query_rows = take(by_dimension);
    gradient_rows = take(by_dimension);
    weights = take(length * weight_stride);
    d_scores = take(length * weight_stride);
    padding = take(padded);
    tile = take(kTileRows * kPanel);
    size = next;
  }
};

std::size_t attention_scratch(std::size_t length, std::size_t head_size) noexcept {
  return HeadScratch(length, head_size).size;
}

/// softmax(scale·scores) of one padded row, in place.
inline void softmax_row(float* row, std::size_t padded, float scale) {
  const Packet scales = set1(scale);
  Packet best = load(row);
  for (std::size_t j = kLanes; j < padded; j += kLanes) best = simd::pmax(best, load(row + j));
  const Packet shift = set1(simd::predux_max(best) * scale);
  Packet sums = zero();
  for (std::size_t j = 0; j < padded; j += kLanes) {
    const Packet weight = exp(simd::psub(simd::pmul(load(row + j), scales), shift));
    store(row + j, weight);
    sums = simd::padd(sums, weight);
  }
  const Packet inverse = set1(1.0f / simd::predux(sums));
  for (std::size_t j = 0; j < padded; j += kLanes)
    store(row + j, simd::pmul(load(row + j), inverse));
}

/// d becomes the gradient of the unscaled scores: weights ∘ (d − Σ weights·d) · scale.
inline void softmax_row_backward(const float* weights, float* d, std::size_t padded, float scale) {
  Packet sums = zero();
  for (std::size_t j = 0; j < padded; j += kLanes) {
    sums = simd::pmadd(load(weights + j), load(d + j), sums);
  }
  const Packet mean = set1(simd::predux(sums));
  const Packet scales = set1(scale);
  for (std::size_t j = 0; j < padded; j += kLanes) {
    const Packet change = simd::psub(load(d + j), mean);
    store(d + j, simd::pmul(simd::pmul(load(weights + j), change), scales));
  }
}

/// Stores a tile's first `cols` columns.
inline void put(const float* tile, std::size_t rows, std::size_t cols, float* to,
                std::size_t stride) {
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t j = 0; j < cols; ++j) to[r * stride + j] = tile[r * kPanel + j];
  }
}

/// The columns of one head.
inline ConstMatrix head_part(const ConstMatrix& m, std::size_t column, std::size_t size) {
  return {m.data + column, m.rows, size, m.stride};
}

/// Tokens [panel · kPanel, …) as the columns of a panel over the head's dimensions.
inline void pack_tokens(const ConstMatrix& m, std::size_t panel, float* to) {
  const float* rows[kPanel];
  for (std::size_t j = 0; j < kPanel; ++j) {
    const std::size_t token = panel * kPanel + j;
    rows[j] = token < m.rows ? m.row(token) : nullptr;
  }
  pack_rows<F32>(rows, m.cols, bytes(to));
}

/// What is added to scores: nothing, and −∞ beyond the sequence.
inline void fill_padding(float* padding, std::size_t length, std::size_t padded) {
  for (std::size_t j = 0; j < padded; ++j) {
    padding[j] = j < length ? 0.0f : -std::numeric_limits<float>::infinity();
  }
}

void attention_backward(const AttentionGradient& job, std::size_t head, float* scratch) noexcept {
  alignas(64) static constexpr float kZeros[kPanel] = {};
  const std::size_t length = job.qkv.rows;
  const std::size_t size = job.head_size;
  const std::size_t hidden = job.d_context.cols;
  const HeadScratch at(length, size);
  const std::size_t key_panels = panel_count(length);
  const std::size_t size_panels = panel_count(size);
  const std::size_t padded = key_panels * kPanel;
  const float scale = 1.0f / std::sqrt(static_cast<float>(size));

  const ConstMatrix query = head_part(job.qkv, head * size, size);
  const ConstMatrix key = head_part(job.qkv, hidden + head * size, size);
  const ConstMatrix value = head_part(job.qkv, 2 * hidden + head * size, size);
  const ConstMatrix d_context = head_part(job.d_context, head * size, size);
  for (std::size_t p = 0; p < key_panels; ++p) {
    pack_tokens(key, p, scratch + at.keys + p * kPanel * size);
    pack_tokens(value, p, scratch + at.values + p * kPanel * size);
  }
  for (std::size_t p = 0; p < size_panels; ++p) {
    pack_columns<F32>(key, p * kPanel, bytes(scratch + at.key_rows + p * kPanel * length));
    pack_columns<F32>(query, p * kPanel, bytes(scratch + at.query_rows + p * kPanel * length));
    pack_columns<F32>(d_context, p * kPanel,
                      bytes(scratch + at.gradient_rows + p * kPanel * length));
  }
  float* padding = scratch + at.padding;
  fill_padding(padding, length, padded);

  float* tile = scratch + at.tile;
  float* weights = scratch + at.weights;
  float* d_scores = scratch + at.d_scores;
  const std::size_t stride = job.d_qkv.stride;
  for (std::size_t first = 0; first < length; first += kTileRows) {
    const std::size_t rows = length - first < kTileRows ? length - first : kTileRows;
    float* w = weights + first * at.weight_stride;
    float* d = d_scores + first * at.weight_stride;
    for (std::size_t p = 0; p < key_panels; ++p) {
      multiply(rows, query.row(first), query.stride, scratch + at.keys + p * kPanel * size, size,
               padding + p * kPanel, w + p * kPanel, at.weight_stride);
      multiply(rows, d_context.row(first), d_context.stride,
               scratch + at.values + p * kPanel * size, size, kZeros, d + p * kPanel,
               at.weight_stride);
    }
    for (std::size_t r = 0; r < rows; ++r) {
      float* w_row = w + r * at.weight_stride;
      float* d_row = d + r * at.weight_stride;
      softmax_row(w_row, padded, scale);
      if (!job.dropout.active()) {
        softmax_row_backward(w_row, d_row, padded, scale);
        continue;
      }
      const std::uint64_t key_of_row = job.key.row(first + r);
      drop(job.dropout, key_of_row, d_row, length);
      softmax_row_backward(w_row, d_row, padded, scale);
      drop(job.dropout, key_of_row, w_row, length);  // as it met the values
    }
    for (std::size_t p = 0; p < size_panels; ++p) {
      const std::size_t cols = size - p * kPanel < kPanel ? size - p * kPanel : kPanel;
      multiply(rows, d, at.weight_stride, scratch + at.key_rows + p * kPanel * length, length,
               kZeros, tile, kPanel);
      put(tile, rows, cols, job.d_qkv.row(first) + head * size + p * kPanel, stride);
    }
  }
  for (std::size_t first = 0; first < length; first += kTileRows) {
    const std::size_t rows = length - first < kTileRows ? length - first : kTileRows;
    for (std::size_t p = 0; p < size_panels; ++p) {
      const std::size_t cols = size - p * kPanel < kPanel ? size - p * kPanel : kPanel;
      float* to = job.d_qkv.row(first) + hidden + head * size + p * kPanel;
      multiply_transposed(rows, d_scores + first, at.weight_stride,
                          scratch + at.query_rows + p * kPanel * length, length, kZeros, tile,
                          kPanel);
      put(tile, rows, cols, to, stride);
      multiply_transposed(rows, weights + first, at.weight_stride,
                          scratch + at.gradient_rows + p * kPanel * length, length, kZeros, tile,
                          kPanel);
      put(tile, rows, cols, to + hidden, stride);
    }
  }
}

}  // namespace
}  // namespace albert::train::ALBERT_ISA

#endif  // ALBERT_TRAIN_KERNELS_ISA_ATTENTION_BACKWARD_H_
