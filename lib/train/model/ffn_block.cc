#include "train/model/ffn_block.h"

#include "model/blocks.h"
#include "train/model/residual_dense.h"

namespace albert::train {

using Role = TensorRole;

FfnBlock::FfnBlock(const AlbertConfig& config, const ParameterLayout& layout, ComputeType type,
                   std::size_t block)
    : activation_(model::pointwise(config.hidden_act)),
      up_(Dense(type, layout, Role::ffn_weight, Role::ffn_bias, block)),
      down_(Dense(type, layout, Role::ffn_output_weight, Role::ffn_output_bias, block)),
      norm_(layout, Role::ffn_norm_weight, Role::ffn_norm_bias, config.layer_norm_eps, block) {}

void FfnBlock::pack(const TrainKernels& kernels, const float* parameters, ThreadPool& threads) {
  up_.pack(kernels, parameters, threads);
  down_.pack(kernels, parameters, threads);
}

Matrix FfnBlock::forward(const Pass& pass, const LayerSites& sites, ConstMatrix x, Saved& saved,
                         model::ScratchMatrix& y) const {
  const Matrix inner = saved.inner.shape(x.rows, up_.outputs());
  const Matrix slope = saved.slope.shape(x.rows, up_.outputs());
  const Matrix sum = saved.sum.shape(x.rows, x.cols);
  const Matrix hidden = y.shape(x.rows, x.cols);
  up_.forward(pass, x, {.pointwise = activation_, .derivative = slope}, inner);
  residual_forward(pass, down_, sites.ffn_output, inner, x, sum);
  norm_.forward(pass, sum, hidden);
  return hidden;
}

Matrix FfnBlock::backward(const Pass& pass, const LayerSites& sites, ConstMatrix x, Saved& saved,
                          ConstMatrix dy, LayerGradients& gradients) const {
  const Matrix d_sum = gradients.sum.shape(x.rows, x.cols);
  const Matrix d_inner = gradients.inner.shape(x.rows, up_.outputs());
  const Matrix dx = gradients.middle.shape(x.rows, x.cols);
  norm_.backward(pass, saved.sum.shape(x.rows, x.cols), dy, d_sum);
  const ConstMatrix d_down = residual_backward(pass, sites.ffn_output, d_sum, gradients.output);
  down_.backward_weight(pass, d_down, saved.inner.shape(x.rows, up_.outputs()));
  down_.backward_input(pass, d_down, {.factor = saved.slope.shape(x.rows, up_.outputs())}, d_inner);
  up_.backward_weight(pass, d_inner, x);
  up_.backward_input(pass, d_inner, {.residual = d_sum}, dx);
  return dx;
}

}  // namespace albert::train
