#include "model/blocks.h"

#include "kernels/ops.h"

namespace albert::model {
namespace {

/// hidden = LayerNorm(hidden + x·W + b)
void add_and_norm(const Weights& model, const kernels::LinearWeight& weight,
                  const NormWeights& norm, kernels::ConstMatrix x, kernels::Matrix hidden,
                  Slot& slot, kernels::OpScratch& scratch, ThreadPool& threads) {
  const kernels::Matrix sum = slot.shape(hidden.rows, hidden.cols);
  kernels::linear(x, weight, {.residual = hidden.data, .residual_stride = hidden.stride}, sum,
                  scratch, threads);
  kernels::layer_norm(*model.kernels, sum, norm.gain.span(), norm.bias.span(),
                      model.config.layer_norm_eps, hidden, threads);
}

}  // namespace

void attention_block(const Weights& model, const AttentionWeights& weights, const TokenBatch& batch,
                     kernels::Matrix hidden, BlockSlots& slots, kernels::OpScratch& scratch,
                     ThreadPool& threads) {
  const kernels::Matrix qkv = slots.query_key_value.shape(hidden.rows, 3 * hidden.cols);
  const kernels::Matrix context = slots.context.shape(hidden.rows, hidden.cols);
  kernels::linear(hidden, weights.query_key_value, {}, qkv, scratch, threads);
  kernels::attention(*model.kernels, model.compute_type, qkv, batch.starts, batch.attention_mask,
                     static_cast<std::size_t>(model.config.num_attention_heads), context, scratch,
                     threads);
  add_and_norm(model, weights.output, weights.norm, context, hidden, slots.sum, scratch, threads);
}

void ffn_block(const Weights& model, const FfnWeights& weights, kernels::Matrix hidden,
               BlockSlots& slots, kernels::OpScratch& scratch, ThreadPool& threads) {
  const kernels::Matrix inner = slots.inner.shape(hidden.rows, weights.up.outputs());
  kernels::linear(hidden, weights.up, {.pointwise = pointwise(model.config.hidden_act)}, inner,
                  scratch, threads);
  add_and_norm(model, weights.down, weights.norm, inner, hidden, slots.sum, scratch, threads);
}

kernels::Pointwise pointwise(Activation activation) noexcept {
  switch (activation) {
    case Activation::gelu:
      return kernels::Pointwise::gelu;
    case Activation::gelu_new:
      return kernels::Pointwise::gelu_new;
    case Activation::relu:
      return kernels::Pointwise::relu;
  }
  return kernels::Pointwise::none;
}

}  // namespace albert::model
