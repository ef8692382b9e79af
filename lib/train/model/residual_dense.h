#ifndef ALBERT_TRAIN_MODEL_RESIDUAL_DENSE_H_
#define ALBERT_TRAIN_MODEL_RESIDUAL_DENSE_H_

#include <cstdint>

#include "model/activations.h"
#include "train/model/dense.h"
#include "train/model/pass.h"

namespace albert::train {

/// The end of an attention or FFN block before its LayerNorm: dropout(layer(x)) + residual. With
/// dropout there is a row for each token of the batch.
void residual_forward(const Pass& pass, const Dense& layer, std::uint64_t site, ConstMatrix x,
                      ConstMatrix residual, Matrix sum);

/// The gradient of the layer's output, in `d_output` with dropout; that of the residual is d_sum.
ConstMatrix residual_backward(const Pass& pass, std::uint64_t site, ConstMatrix d_sum,
                              model::ScratchMatrix& d_output);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_MODEL_RESIDUAL_DENSE_H_
