#include "model/blocks.h"

#include <cstdlib>

#include "kernels/ops.h"

namespace albert::model {
namespace {

/// hidden = LayerNorm(hidden + x·W + b)
void add_and_norm(const Weights& model, const kernels::LinearWeight& weight,
                  const NormWeights& norm, kernels::ConstMatrix x, kernels::Matrix hidden,
                  const ExecutionContext& execution) {
  const kernels::Matrix sum = execution.activations().sum.shape(hidden.rows, hidden.cols);
  kernels::linear(x, weight, {.residual = hidden}, sum, execution.activations().ops,
                  execution.threads());
  kernels::layer_norm(*model.kernels, sum, norm.gain.span(), norm.bias.span(),
                      model.config.layer_norm_eps, hidden, execution.threads());
}

}  // namespace

void attention_output(const Weights& model, const AttentionWeights& weights,
                      kernels::ConstMatrix context, kernels::Matrix hidden,
                      const ExecutionContext& execution) {
  add_and_norm(model, weights.output, weights.norm, context, hidden, execution);
}

void ffn_block(const Weights& model, const FfnWeights& weights, kernels::Matrix hidden,
               const ExecutionContext& execution) {
  const kernels::Matrix inner =
      execution.activations().inner.shape(hidden.rows, weights.up.outputs());
  kernels::linear(hidden, weights.up, {.pointwise = pointwise(model.config.hidden_act)}, inner,
                  execution.activations().ops, execution.threads());
  add_and_norm(model, weights.down, weights.norm, inner, hidden, execution);
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
  std::abort();  // not an Activation
}

}  // namespace albert::model
