// One head of one sequence: keys and values are packed once, then tiles of queries go through
// scores, softmax and the weighted sum without ever holding more than a tile of scores.
#ifndef ALBERT_KERNELS_ISA_ATTENTION_H_
#define ALBERT_KERNELS_ISA_ATTENTION_H_

#include <cmath>
#include <cstring>
#include <limits>

#include "kernels/isa/gemm.h"

namespace albert::kernels::ALBERT_ISA {
namespace {

constexpr std::size_t panels(std::size_t cols) {
  return (cols + kPanel - 1) / kPanel;
}

/// Where the parts of the scratch memory lie, in floats.
struct AttentionScratch {
  std::size_t keys, values, scores, score_stride, query, query_stride, bias, zeros, output, size;

  AttentionScratch(std::size_t length, std::size_t head_size) {
    const std::size_t padded = panels(length) * kPanel;
    std::size_t next = 0;
    const auto take = [&next](std::size_t count) {
      const std::size_t at = next;
      next += (count + 15) / 16 * 16;
      return at;
    };
    score_stride = padded_stride(padded);
    query_stride = padded_stride(head_size);
    keys = take(padded * head_size);
    values = take(panels(head_size) * kPanel * length);
    scores = take(kTileRows * score_stride);
    query = take(kTileRows * query_stride);
    bias = take(padded);
    zeros = take(kPanel);
    output = take(kTileRows * kPanel);
    size = next;
  }
};

std::size_t attention_scratch(std::size_t length, std::size_t head_size) noexcept {
  return AttentionScratch(length, head_size).size;
}

/// Turns `length` scores into weights that still need dividing by their returned sum. The row is
/// padded with −∞ to whole panels.
inline float softmax_row(float* scores, std::size_t padded) {
  Packet highest = load(scores);
  for (std::size_t j = kLanes; j < padded; j += kLanes) {
    highest = simd::pmax(highest, load(scores + j));
  }
  const Packet shift = set1(simd::predux_max(highest));
  Packet sum = zero();
  for (std::size_t j = 0; j < padded; j += kLanes) {
    const Packet weight = exp(simd::psub(load(scores + j), shift));
    store(scores + j, weight);
    sum = simd::padd(sum, weight);
  }
  return simd::predux(sum);
}

void attention(const AttentionJob& job, std::size_t head, float* scratch) noexcept {
  const std::size_t length = job.qkv.rows;
  const std::size_t size = job.head_size;
  const std::size_t hidden = job.context.cols;
  const AttentionScratch at(length, size);
  const std::size_t key_panels = panels(length);
  const std::size_t padded = key_panels * kPanel;
  const float* query = job.qkv.data + head * size;
  const float* key = query + hidden;
  const float* value = key + hidden;
  const std::size_t stride = job.qkv.stride;

  for (std::size_t p = 0; p < key_panels; ++p) {
    const float* rows[kPanel];
    for (std::size_t j = 0; j < kPanel; ++j) {
      const std::size_t token = p * kPanel + j;
      rows[j] = token < length ? key + token * stride : nullptr;
    }
    pack_panel(rows, size, scratch + at.keys + p * kPanel * size);
  }
  for (std::size_t p = 0; p < panels(size); ++p) {
    const std::size_t cols = size - p * kPanel < kPanel ? size - p * kPanel : kPanel;
    float* panel = scratch + at.values + p * kPanel * length;
    for (std::size_t token = 0; token < length; ++token, panel += kPanel) {
      std::memcpy(panel, value + token * stride + p * kPanel, cols * sizeof(float));
      for (std::size_t j = cols; j < kPanel; ++j) panel[j] = 0.0f;
    }
  }
  // A masked key's score drowns in −1e30 (weight exactly 0 unless every key is masked); padding
  // gets −∞.
  float* bias = scratch + at.bias;
  for (std::size_t j = 0; j < padded; ++j) {
    const bool masked = j < length && job.key_mask != nullptr && job.key_mask[j] == 0;
    bias[j] = j >= length ? -std::numeric_limits<float>::infinity() : masked ? -1e30f : 0.0f;
  }
  float* zeros = scratch + at.zeros;
  for (std::size_t j = 0; j < kPanel; ++j) zeros[j] = 0.0f;

  const float scale = 1.0f / std::sqrt(static_cast<float>(size));
  float* scores = scratch + at.scores;
  float* scaled = scratch + at.query;
  float* output = scratch + at.output;
  for (std::size_t first = 0; first < length; first += kTileRows) {
    const std::size_t rows = length - first < kTileRows ? length - first : kTileRows;
    for (std::size_t r = 0; r < rows; ++r) {
      const float* from = query + (first + r) * stride;
      for (std::size_t d = 0; d < size; ++d) scaled[r * at.query_stride + d] = from[d] * scale;
    }
    for (std::size_t p = 0; p < key_panels; ++p) {
      multiply(rows, scaled, at.query_stride, scratch + at.keys + p * kPanel * size, size,
               bias + p * kPanel, scores + p * kPanel, at.score_stride);
    }
    float inverse[kTileRows];
    for (std::size_t r = 0; r < rows; ++r) {
      inverse[r] = 1.0f / softmax_row(scores + r * at.score_stride, padded);
    }
    for (std::size_t p = 0; p < panels(size); ++p) {
      multiply(rows, scores, at.score_stride, scratch + at.values + p * kPanel * length, length,
               zeros, output, kPanel);
      const std::size_t cols = size - p * kPanel < kPanel ? size - p * kPanel : kPanel;
      for (std::size_t r = 0; r < rows; ++r) {
        float* to = job.context.row(first + r) + head * size + p * kPanel;
        for (std::size_t j = 0; j < cols; ++j) to[j] = output[r * kPanel + j] * inverse[r];
      }
    }
  }
}

}  // namespace
}  // namespace albert::kernels::ALBERT_ISA

#endif  // ALBERT_KERNELS_ISA_ATTENTION_H_
