#include "model/blocks.h"

#include <cstdlib>

#include "kernels/ops.h"

namespace albert::model {
namespace {

void normalize(const Weights& model, const NormWeights& norm, kernels::ConstMatrix x,
               kernels::Matrix y, const ExecutionContext& execution) {
  kernels::layer_norm(*model.kernels, x, norm.gain.span(), norm.bias.span(),
                      model.config.layer_norm_eps, y, execution.threads());
}

}  // namespace

void attention_output(const Weights& model, const AttentionWeights& weights,
                      const kernels::ConstRows& context, kernels::Matrix hidden,
                      const ExecutionContext& execution) {
  const kernels::Matrix sum = execution.activations().sum.shape(hidden.rows, hidden.cols);
  kernels::linear(context, weights.output, {.residual = hidden}, sum, execution.activations().ops,
                  execution.threads());
  normalize(model, weights.norm, sum, hidden, execution);
}

void ffn_block(const Weights& model, const FfnWeights& weights, kernels::Matrix hidden,
               const ExecutionContext& execution) {
  const kernels::Matrix sum = execution.activations().sum.shape(hidden.rows, hidden.cols);
  kernels::ffn(hidden, weights.chunks, pointwise(model.config.hidden_act), sum,
               execution.activations().ops, execution.threads());
  normalize(model, weights.norm, sum, hidden, execution);
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
