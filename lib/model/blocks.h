#ifndef ALBERT_MODEL_BLOCKS_H_
#define ALBERT_MODEL_BLOCKS_H_

#include "kernels/matrix.h"
#include "kernels/rows.h"
#include "model/execution_context.h"
#include "model/weights.h"

namespace albert::model {

/// hidden = LayerNorm(hidden + context·Wₒ), the end of an attention block; any rows, in place.
void attention_output(const Weights& model, const AttentionWeights& weights,
                      const kernels::ConstRows& context, kernels::Matrix hidden,
                      const ExecutionContext& execution);

/// hidden = LayerNorm(hidden + act(hidden·W₁)·W₂); any rows, in place.
void ffn_block(const Weights& model, const FfnWeights& weights, kernels::Matrix hidden,
               const ExecutionContext& execution);

kernels::Pointwise pointwise(Activation activation) noexcept;

}  // namespace albert::model

#endif  // ALBERT_MODEL_BLOCKS_H_
