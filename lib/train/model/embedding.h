#ifndef ALBERT_TRAIN_MODEL_EMBEDDING_H_
#define ALBERT_TRAIN_MODEL_EMBEDDING_H_

#include <cstddef>
#include <cstdint>

#include "albert/config/albert_config.h"
#include "model/activations.h"
#include "train/model/dense.h"
#include "train/model/norm.h"

namespace albert::train {

/// The embedding tables, their LayerNorm, dropout, and the projection to the hidden size. Owns what
/// its forward pass keeps for the backward pass.
class Embedding {
 public:
  Embedding(const AlbertConfig& config, const ParameterLayout& layout, ComputeType type);

  void pack(const TrainKernels& kernels, const float* parameters, ThreadPool& threads) {
    projection_.pack(kernels, parameters, threads);
  }

  /// → [T, H] in `hidden`.
  Matrix forward(const Pass& pass, model::ScratchMatrix& hidden);
  void backward(const Pass& pass, ConstMatrix d_hidden);

 private:
  std::size_t words_;  // offsets of the tables in the parameter buffer
  std::size_t positions_;
  std::size_t types_;
  std::int64_t pad_token_id_;
  Norm norm_;
  Dense projection_;

  model::ScratchMatrix sum_;    // [T, E]
  model::ScratchMatrix y_;      // [T, E] after the LayerNorm and dropout
  model::ScratchMatrix d_sum_;  // [T, E]
};

}  // namespace albert::train

#endif  // ALBERT_TRAIN_MODEL_EMBEDDING_H_
