// The backward pass of one head. Attention weights are recomputed instead of kept: one product
// more, S² floats less per head and layer.
#ifndef ALBERT_TRAIN_KERNELS_ISA_ATTENTION_BACKWARD_H_
#define ALBERT_TRAIN_KERNELS_ISA_ATTENTION_BACKWARD_H_

#include "train/kernels/isa/attention_head.h"
#include "train/kernels/isa/dropout.h"

namespace albert::train::ALBERT_ISA {
namespace {

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

void attention_backward(const AttentionGradient& job, std::size_t head, float* scratch) noexcept {
  const std::size_t length = job.qkv.rows;
  const std::size_t size = job.head_size;
  const std::size_t hidden = job.d_context.cols;
  const HeadScratch at(length, size);
  const std::size_t key_panels = panel_count(length);
  const std::size_t size_panels = panel_count(size);
  const std::size_t padded = key_panels * kPanel;
  const auto [query, key, value, scale] = Head(job.qkv, head, size);
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
      multiply_rows(rows, query.row(first), query.stride, scratch + at.keys + p * kPanel * size,
                    size, padding + p * kPanel, w + p * kPanel, at.weight_stride);
      multiply_rows(rows, d_context.row(first), d_context.stride,
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
      drop(job.dropout, key_of_row, w_row, length);  // the same mask as in the forward pass
    }
    for (std::size_t p = 0; p < size_panels; ++p) {
      const std::size_t cols = size - p * kPanel < kPanel ? size - p * kPanel : kPanel;
      multiply_rows(rows, d, at.weight_stride, scratch + at.key_rows + p * kPanel * length, length,
                    kZeros, tile, kPanel);
      store_columns(tile, rows, cols, job.d_qkv.row(first) + head * size + p * kPanel, stride);
    }
  }
  for (std::size_t first = 0; first < length; first += kTileRows) {
    const std::size_t rows = length - first < kTileRows ? length - first : kTileRows;
    for (std::size_t p = 0; p < size_panels; ++p) {
      const std::size_t cols = size - p * kPanel < kPanel ? size - p * kPanel : kPanel;
      float* to = job.d_qkv.row(first) + hidden + head * size + p * kPanel;
      multiply_transposed(rows, d_scores + first, at.weight_stride,
                          scratch + at.query_rows + p * kPanel * length, length, tile);
      store_columns(tile, rows, cols, to, stride);
      multiply_transposed(rows, weights + first, at.weight_stride,
                          scratch + at.gradient_rows + p * kPanel * length, length, tile);
      store_columns(tile, rows, cols, to + hidden, stride);
    }
  }
}

}  // namespace
}  // namespace albert::train::ALBERT_ISA

#endif  // ALBERT_TRAIN_KERNELS_ISA_ATTENTION_BACKWARD_H_
