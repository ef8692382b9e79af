#ifndef ALBERT_TRAIN_MODEL_ENCODER_H_
#define ALBERT_TRAIN_MODEL_ENCODER_H_

#include <cstddef>
#include <span>
#include <vector>

#include "albert/config/albert_config.h"
#include "albert/config/sharing_schedule.h"
#include "train/model/attention_block.h"
#include "train/model/embedding.h"
#include "train/model/ffn_block.h"

namespace albert::train {

/// Embeddings and layers, forward and backward. The blocks hold the weights, which layers share as
/// the schedule says; the encoder holds what each layer keeps for the backward pass.
class Encoder {
 public:
  Encoder(const AlbertConfig& config, const ParameterLayout& layout, ComputeType type);

  void pack(const TrainKernels& kernels, const float* parameters, ThreadPool& threads);

  /// Hidden states of the last layer: of all tokens [T, H], or of these rows [R, H] unless `rows`
  /// is empty.
  Matrix forward(const Pass& pass, std::span<const std::size_t> rows);

  /// Zeros for the gradient of what forward() returned, to which heads add.
  Matrix zero_gradient(ConstMatrix hidden);

  /// Adds the gradients of all parameters, given that of what forward() returned for `rows`.
  void backward(const Pass& pass, std::span<const std::size_t> rows, Matrix d_hidden);

 private:
  /// What one layer keeps.
  struct Layer {
    model::ScratchMatrix input;   // [T, H]
    model::ScratchMatrix middle;  // [R, H] between the blocks
    AttentionBlock::Saved attention;
    FfnBlock::Saved ffn;
  };

  const AttentionBlock& attention(std::size_t step) const {
    return attention_[static_cast<std::size_t>(schedule_.steps[step].attention)];
  }
  const FfnBlock& ffn(std::size_t step) const {
    return ffn_[static_cast<std::size_t>(schedule_.steps[step].ffn)];
  }

  SharingSchedule schedule_;
  std::size_t heads_;
  std::size_t hidden_size_;
  Embedding embedding_;
  std::vector<AttentionBlock> attention_;
  std::vector<FfnBlock> ffn_;

  std::vector<Layer> layers_;
  model::ScratchMatrix hidden_;  // [R, H]
  LayerGradients gradients_;
};

}  // namespace albert::train

#endif  // ALBERT_TRAIN_MODEL_ENCODER_H_
