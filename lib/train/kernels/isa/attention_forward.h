// One head forwards with dropout of its attention weights, which inference has no use for.
#ifndef ALBERT_TRAIN_KERNELS_ISA_ATTENTION_FORWARD_H_
#define ALBERT_TRAIN_KERNELS_ISA_ATTENTION_FORWARD_H_

#include "train/kernels/isa/attention_head.h"
#include "train/kernels/isa/dropout.h"

namespace albert::train::ALBERT_ISA {
namespace {

void attention_forward(const AttentionForward& job, std::size_t head, float* scratch) noexcept {
  alignas(64) static constexpr float kZeros[kPanel] = {};
  const std::size_t length = job.qkv.rows;
  const std::size_t size = job.head_size;
  const HeadScratch at(length, size);
  const std::size_t key_panels = panel_count(length);
  const std::size_t size_panels = panel_count(size);
  const std::size_t padded = key_panels * kPanel;
  const auto [query, key, value, scale] = Head(job.qkv, head, size);
  for (std::size_t p = 0; p < key_panels; ++p) {
    pack_tokens(key, p, scratch + at.keys + p * kPanel * size);
  }
  for (std::size_t p = 0; p < size_panels; ++p) {
    pack_columns<F32>(value, p * kPanel, bytes(scratch + at.key_rows + p * kPanel * length));
  }
  float* padding = scratch + at.padding;
  fill_padding(padding, length, padded);

  float* tile = scratch + at.tile;
  for (std::size_t first = 0; first < length; first += kTileRows) {
    const std::size_t rows = length - first < kTileRows ? length - first : kTileRows;
    float* w = scratch + at.weights + first * at.weight_stride;
    for (std::size_t p = 0; p < key_panels; ++p) {
      multiply(rows, query.row(first), query.stride, scratch + at.keys + p * kPanel * size, size,
               padding + p * kPanel, w + p * kPanel, at.weight_stride);
    }
    for (std::size_t r = 0; r < rows; ++r) {
      softmax_row(w + r * at.weight_stride, padded, scale);
      drop(job.dropout, job.key.row(first + r), w + r * at.weight_stride, length);
    }
    for (std::size_t p = 0; p < size_panels; ++p) {
      const std::size_t cols = size - p * kPanel < kPanel ? size - p * kPanel : kPanel;
      multiply(rows, w, at.weight_stride, scratch + at.key_rows + p * kPanel * length, length,
               kZeros, tile, kPanel);
      put(tile, rows, cols, job.context.row(first) + head * size + p * kPanel, job.context.stride);
    }
  }
}

}  // namespace
}  // namespace albert::train::ALBERT_ISA

#endif  // ALBERT_TRAIN_KERNELS_ISA_ATTENTION_FORWARD_H_
