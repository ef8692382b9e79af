// The forward pass of one head with dropout of its attention weights.
#ifndef ALBERT_TRAIN_KERNELS_ISA_ATTENTION_FORWARD_H_
#define ALBERT_TRAIN_KERNELS_ISA_ATTENTION_FORWARD_H_

#include "kernels/isa/attention.h"
#include "train/kernels/isa/attention_head.h"
#include "train/kernels/isa/dropout.h"

namespace albert::train::ALBERT_ISA {
namespace {

/// The weights that the backward pass recomputes: divided by their sum before some are dropped.
struct DropoutSoftmax {
  std::size_t length;
  float scale;
  Dropout dropout;
  DropoutKey key;

  static float query_scale(std::size_t) { return 1; }

  float operator()(std::size_t query, float* scores, std::size_t padded, float* weights) const {
    softmax_row(scores, padded, scale);
    drop(dropout, key.row(query), scores, length);
    std::memcpy(weights, scores, padded * sizeof(float));
    return 1;
  }
};

void attention_forward(const AttentionJob& job, const Dropout& dropout, const DropoutKey& key,
                       std::size_t head, std::byte* scratch) noexcept {
  attend<F32, F32>(job, head, scratch,
                   DropoutSoftmax{job.qkv.rows, score_scale(job.head_size), dropout, key});
}

}  // namespace
}  // namespace albert::train::ALBERT_ISA

#endif  // ALBERT_TRAIN_KERNELS_ISA_ATTENTION_FORWARD_H_
