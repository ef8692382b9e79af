#include "train/model/attention_block.h"

#include "train/model/residual_dense.h"
#include "train/model/rows.h"

namespace albert::train {
namespace {

using Role = TensorRole;

AttentionDropout attention_dropout(const Pass& pass, const LayerSites& sites) {
  if (!pass.attention_dropout.active()) return {};
  return {pass.attention_dropout, pass.keys, sites.first_head};
}

}  // namespace

AttentionBlock::AttentionBlock(const AlbertConfig& config, const ParameterLayout& layout,
                               ComputeType type, std::size_t block)
    : heads_(static_cast<std::size_t>(config.num_attention_heads)),
      query_key_value_(type, layout,
                       {{Role::query_weight, Role::query_bias},
                        {Role::key_weight, Role::key_bias},
                        {Role::value_weight, Role::value_bias}},
                       block),
      output_(type, layout, Role::attention_output_weight, Role::attention_output_bias, block),
      norm_(layout, Role::attention_norm_weight, Role::attention_norm_bias, config.layer_norm_eps,
            block) {}

void AttentionBlock::pack(const TrainKernels& kernels, const float* parameters,
                          ThreadPool& threads) {
  query_key_value_.pack(kernels, parameters, threads);
  output_.pack(kernels, parameters, threads);
}

Matrix AttentionBlock::forward(const Pass& pass, const LayerSites& sites, ConstMatrix x,
                               std::span<const std::size_t> rows, Saved& saved,
                               model::ScratchMatrix& y) const {
  const Matrix qkv = saved.query_key_value.shape(x.rows, 3 * x.cols);
  Matrix context = (rows.empty() ? saved.context : saved.all_context).shape(x.rows, x.cols);
  query_key_value_.forward(pass, x, {}, qkv);
  if (pass.attention_dropout.active()) {
    attention_forward(pass.kernels, qkv, pass.batch.starts, heads_, attention_dropout(pass, sites),
                      context, pass.scratch, pass.threads);
  } else {
    kernels::attention(pass.kernels.attention(), qkv, pass.batch.starts, {}, heads_, context,
                       pass.scratch, pass.threads);
  }
  ConstMatrix residual = x;
  if (!rows.empty()) {
    residual = gather(x, rows, saved.residual);
    context = gather(context, rows, saved.context);
  }
  const Matrix sum = saved.sum.shape(residual.rows, x.cols);
  const Matrix middle = y.shape(residual.rows, x.cols);
  residual_forward(pass, output_, sites.attention_output, context, residual, sum);
  norm_.forward(pass, sum, middle);
  return middle;
}

Matrix AttentionBlock::backward(const Pass& pass, const LayerSites& sites, ConstMatrix x,
                                std::span<const std::size_t> rows, Saved& saved, Matrix dy,
                                LayerGradients& gradients) const {
  const Matrix d_qkv = gradients.query_key_value.shape(x.rows, 3 * x.cols);
  Matrix d_sum = gradients.sum.shape(dy.rows, x.cols);
  norm_.backward(pass, saved.sum.shape(dy.rows, x.cols), dy, d_sum);
  const ConstMatrix d_output =
      residual_backward(pass, sites.attention_output, d_sum, gradients.output);
  output_.backward_weight(pass, d_output, saved.context.shape(dy.rows, x.cols));
  Matrix d_context = dy;  // no longer needed
  output_.backward_input(pass, d_output, {}, d_context);
  if (!rows.empty()) {
    d_sum = scatter_rows(d_sum, rows, x.rows);
    d_context = scatter_rows(d_context, rows, x.rows);
  }
  attention_backward(pass.kernels, saved.query_key_value.shape(x.rows, 3 * x.cols),
                     pass.batch.starts, heads_, attention_dropout(pass, sites), d_context, d_qkv,
                     pass.scratch, pass.threads);
  const Matrix dx = gradients.hidden.shape(x.rows, x.cols);
  query_key_value_.backward_weight(pass, d_qkv, x);
  query_key_value_.backward_input(pass, d_qkv, {.residual = d_sum}, dx);
  return dx;
}

}  // namespace albert::train
