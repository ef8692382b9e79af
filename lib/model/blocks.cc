#include "model/blocks.h"

#include "kernels/ops.h"

namespace albert::model {
namespace {

/// hidden = LayerNorm(hidden + x·W + b)
void add_and_norm(const Weights& model, const kernels::LinearWeight& weight,
                  const NormWeights& norm, kernels::ConstMatrix x, kernels::Matrix hidden,
                  const Crew& crew) {
  const kernels::Matrix sum = crew.slots().sum.shape(hidden.rows, hidden.cols);
  kernels::linear(x, weight, {.residual = hidden.data, .residual_stride = hidden.stride}, sum,
                  crew.slots().ops, crew.threads());
  kernels::layer_norm(*model.kernels, sum, norm.gain.span(), norm.bias.span(),
                      model.config.layer_norm_eps, hidden, crew.threads());
}

}  // namespace

void attention_output(const Weights& model, const AttentionWeights& weights,
                      kernels::ConstMatrix context, kernels::Matrix hidden, const Crew& crew) {
  add_and_norm(model, weights.output, weights.norm, context, hidden, crew);
}

void ffn_block(const Weights& model, const FfnWeights& weights, kernels::Matrix hidden,
               const Crew& crew) {
  const kernels::Matrix inner = crew.slots().inner.shape(hidden.rows, weights.up.outputs());
  kernels::linear(hidden, weights.up, {.pointwise = pointwise(model.config.hidden_act)}, inner,
                  crew.slots().ops, crew.threads());
  add_and_norm(model, weights.down, weights.norm, inner, hidden, crew);
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
