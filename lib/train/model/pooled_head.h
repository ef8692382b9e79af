#ifndef ALBERT_TRAIN_MODEL_POOLED_HEAD_H_
#define ALBERT_TRAIN_MODEL_POOLED_HEAD_H_

#include "model/activations.h"
#include "train/model/dense.h"
#include "train/model/needed_rows.h"

namespace albert::train {

/// The pooler and a linear layer over it: sentence order, sequence classification, multiple choice.
/// Both are small, and computed in f32. Owns what its forward pass keeps for the backward pass.
class PooledHead {
 public:
  /// `dropout`: of the pooled states, in backward passes.
  PooledHead(const ParameterLayout& layout, TensorRole weight, TensorRole bias, double dropout);

  void pack(const TrainKernels& kernels, const float* parameters, ThreadPool& threads);

  /// Logits [B, outputs] of the first tokens. `hidden` holds the needed rows.
  Matrix forward(const Pass& pass, ConstMatrix hidden, const NeededRows& needed);

  /// Given the gradient of the logits, adds that of the hidden states to d_hidden.
  void backward(const Pass& pass, ConstMatrix d_logits, const NeededRows& needed, Matrix d_hidden);

 private:
  void drop_pooled(const Pass& pass, Matrix m) const;

  Dense pooler_;
  Dense linear_;
  Dropout dropout_;

  model::ScratchMatrix rows_;      // [B, H]
  model::ScratchMatrix pooled_;    // [B, H] after dropout
  model::ScratchMatrix slope_;     // [B, H] the derivative of tanh
  model::ScratchMatrix logits_;    // [B, outputs]
  model::ScratchMatrix d_pooled_;  // [B, H]
};

}  // namespace albert::train

#endif  // ALBERT_TRAIN_MODEL_POOLED_HEAD_H_
