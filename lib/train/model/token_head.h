#ifndef ALBERT_TRAIN_MODEL_TOKEN_HEAD_H_
#define ALBERT_TRAIN_MODEL_TOKEN_HEAD_H_

#include "model/activations.h"
#include "train/model/dense.h"

namespace albert::train {

/// A linear layer over every token: token classification, question answering. Computed in f32. Owns
/// what its forward pass keeps for the backward pass.
class TokenHead {
 public:
  /// `dropout`: of the hidden states it reads, in backward passes.
  TokenHead(const ParameterLayout& layout, TensorRole weight, TensorRole bias, double dropout);

  void pack(const TrainKernels& kernels, const float* parameters, ThreadPool& threads) {
    linear_.pack(kernels, parameters, threads);
  }

  /// Logits [T, outputs] of hidden states [T, H].
  Matrix forward(const Pass& pass, ConstMatrix hidden);

  /// Given the gradient of the logits, that of the hidden states in d_hidden.
  void backward(const Pass& pass, ConstMatrix d_logits, Matrix d_hidden);

 private:
  Dense linear_;
  Dropout dropout_;

  model::ScratchMatrix rows_;    // [T, H] after dropout
  model::ScratchMatrix logits_;  // [T, outputs]
};

}  // namespace albert::train

#endif  // ALBERT_TRAIN_MODEL_TOKEN_HEAD_H_
