#include "train/model/pooled_head.h"

#include "train/model/rows.h"

namespace albert::train {

PooledHead::PooledHead(const ParameterLayout& layout, TensorRole weight, TensorRole bias,
                       double dropout)
    : pooler_(ComputeType::f32, layout, TensorRole::pooler_weight, TensorRole::pooler_bias),
      linear_(ComputeType::f32, layout, weight, bias),
      dropout_(dropout) {}

void PooledHead::pack(const TrainKernels& kernels, const float* parameters, ThreadPool& threads) {
  pooler_.pack(kernels, parameters, threads);
  linear_.pack(kernels, parameters, threads);
}

void PooledHead::drop_pooled(const Pass& pass, Matrix m) const {
  if (!pass.backward() || !dropout_.active()) return;
  for (std::size_t b = 0; b < m.rows; ++b) {
    const DropoutKey key = {pass.keys[b], kHeadSite};
    pass.kernels.drop(dropout_, key.row(0), m.row(b), m.cols);
  }
}

Matrix PooledHead::forward(const Pass& pass, ConstMatrix hidden, const NeededRows& needed) {
  const std::size_t count = pass.batch.sequences();
  const Matrix rows = rows_.shape(count, hidden.cols);
  const Matrix pooled = pooled_.shape(count, hidden.cols);
  const Matrix slope = slope_.shape(count, hidden.cols);
  const Matrix logits = logits_.shape(count, linear_.outputs());
  gather(
      hidden, [&](std::size_t b) { return needed.position(pass.batch.starts[b]); }, rows);
  pooler_.forward(pass, rows, {.pointwise = Pointwise::tanh, .derivative = slope}, pooled);
  drop_pooled(pass, pooled);
  linear_.forward(pass, pooled, {}, logits);
  return logits;
}

void PooledHead::backward(const Pass& pass, ConstMatrix d_logits, const NeededRows& needed,
                          Matrix d_hidden) {
  const std::size_t count = d_logits.rows;
  const Matrix pooled = pooled_.shape(count, d_hidden.cols);
  const Matrix d_pooled = d_pooled_.shape(count, d_hidden.cols);
  linear_.backward_weight(pass, d_logits, pooled);
  linear_.backward_input(pass, d_logits, {.factor = slope_.shape(count, d_hidden.cols)}, d_pooled);
  drop_pooled(pass, d_pooled);
  pooler_.backward_weight(pass, d_pooled, rows_.shape(count, d_hidden.cols));
  const Matrix d_rows = pooled;  // no longer needed
  pooler_.backward_input(pass, d_pooled, {}, d_rows);
  scatter_add(
      d_rows, [&](std::size_t b) { return needed.position(pass.batch.starts[b]); }, d_hidden);
}

}  // namespace albert::train
