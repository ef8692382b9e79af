#include "train/model/token_head.h"

#include <algorithm>

namespace albert::train {

TokenHead::TokenHead(const ParameterLayout& layout, TensorRole weight, TensorRole bias,
                     double dropout)
    : linear_(ComputeType::f32, layout, weight, bias), dropout_(dropout) {}

Matrix TokenHead::forward(const Pass& pass, ConstMatrix hidden) {
  const Matrix rows = rows_.shape(hidden.rows, hidden.cols);
  const Matrix logits = logits_.shape(hidden.rows, linear_.outputs());
  for (std::size_t t = 0; t < rows.rows; ++t) std::copy_n(hidden.row(t), rows.cols, rows.row(t));
  if (pass.backward() && dropout_.active()) drop(pass, dropout_, kHeadSite, rows);
  linear_.forward(pass, rows, {}, logits);
  return logits;
}

void TokenHead::backward(const Pass& pass, ConstMatrix d_logits, Matrix d_hidden) {
  linear_.backward_weight(pass, d_logits, rows_.shape(d_hidden.rows, d_hidden.cols));
  linear_.backward_input(pass, d_logits, {}, d_hidden);
  if (dropout_.active()) drop(pass, dropout_, kHeadSite, d_hidden);
}

}  // namespace albert::train
