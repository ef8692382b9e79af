// One head of attention in training: its columns of the projections, operands, scratch, softmax.
#ifndef ALBERT_TRAIN_KERNELS_ISA_ATTENTION_HEAD_H_
#define ALBERT_TRAIN_KERNELS_ISA_ATTENTION_HEAD_H_

#include <cmath>
#include <limits>

#include "train/kernels/isa/accumulate.h"

namespace albert::train::ALBERT_ISA {
namespace {

// All of it is f32 in memory, whatever the format of the dense layers.
inline const std::byte* bytes(const float* at) {
  return reinterpret_cast<const std::byte*>(at);
}
inline std::byte* bytes(float* at) {
  return reinterpret_cast<std::byte*>(at);
}

/// c = start + a·panel for `rows` ≤ kTileRows rows of a.
inline void multiply_rows(std::size_t rows, const float* a, std::size_t a_stride,
                          const float* panel, std::size_t depth, const float* start, float* c,
                          std::size_t c_stride) {
  multiply<F32>(rows, bytes(a), a_stride * sizeof(float), nullptr, bytes(panel), depth,
                {start, kZeros}, c, c_stride);
}

/// tile[rows][kPanel] = aᵀ·panel for `rows` ≤ kTileRows columns of a.
inline void multiply_transposed(std::size_t rows, const float* a, std::size_t a_stride,
                                const float* panel, std::size_t depth, float* tile) {
  std::memset(tile, 0, rows * kPanel * sizeof(float));
  accumulate_rows<F32>(rows, bytes(a), a_stride * sizeof(float), bytes(panel), depth, tile, kPanel);
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

std::size_t attention_backward_scratch(std::size_t length, std::size_t head_size) noexcept {
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

/// The columns of one head.
inline ConstMatrix head_part(const ConstMatrix& m, std::size_t column, std::size_t size) {
  return {m.data + column, m.rows, size, m.stride};
}

inline float score_scale(std::size_t head_size) {
  return 1.0f / std::sqrt(static_cast<float>(head_size));
}

/// The projections of one head, and what its scores are multiplied by.
struct Head {
  ConstMatrix query;
  ConstMatrix key;
  ConstMatrix value;
  float scale;

  /// Of rows that hold the queries of all heads, then their keys, then their values.
  Head(const ConstMatrix& qkv, std::size_t head, std::size_t size)
      : query(head_part(qkv, head * size, size)),
        key(head_part(qkv, qkv.cols / 3 + head * size, size)),
        value(head_part(qkv, qkv.cols / 3 * 2 + head * size, size)),
        scale(score_scale(size)) {}
};

/// Tokens [panel · kPanel, …) as the columns of a panel over the head's dimensions.
inline void pack_tokens(const ConstMatrix& m, std::size_t panel, float* to) {
  const float* rows[kPanel];
  for (std::size_t j = 0; j < kPanel; ++j) {
    const std::size_t token = panel * kPanel + j;
    rows[j] = token < m.rows ? m.row(token) : nullptr;
  }
  pack_weights<F32>(rows, m.cols, {.words = bytes(to)});
}

/// What is added to scores: nothing, and −∞ beyond the sequence.
inline void fill_padding(float* padding, std::size_t length, std::size_t padded) {
  for (std::size_t j = 0; j < padded; ++j) {
    padding[j] = j < length ? 0.0f : -std::numeric_limits<float>::infinity();
  }
}

}  // namespace
}  // namespace albert::train::ALBERT_ISA

#endif  // ALBERT_TRAIN_KERNELS_ISA_ATTENTION_HEAD_H_
