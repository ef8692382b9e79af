#ifndef ALBERT_MODEL_BLOCKS_H_
#define ALBERT_MODEL_BLOCKS_H_

#include "albert/base/thread_pool.h"
#include "albert/model/albert_model.h"
#include "kernels/matrix.h"
#include "model/weights.h"
#include "model/workspace.h"

namespace albert::model {

/// hidden = LayerNorm(hidden + Attention(hidden)·Wₒ), [T, H] in place.
void attention_block(const Weights& model, const AttentionWeights& weights, const TokenBatch& batch,
                     kernels::Matrix hidden, BlockSlots& slots, kernels::OpScratch& scratch,
                     ThreadPool& threads);

/// hidden = LayerNorm(hidden + act(hidden·W₁)·W₂), [T, H] in place.
void ffn_block(const Weights& model, const FfnWeights& weights, kernels::Matrix hidden,
               BlockSlots& slots, kernels::OpScratch& scratch, ThreadPool& threads);

kernels::Pointwise pointwise(Activation activation) noexcept;

}  // namespace albert::model

#endif  // ALBERT_MODEL_BLOCKS_H_
