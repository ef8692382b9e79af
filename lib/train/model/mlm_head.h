#ifndef ALBERT_TRAIN_MODEL_MLM_HEAD_H_
#define ALBERT_TRAIN_MODEL_MLM_HEAD_H_

#include <cstdint>
#include <span>
#include <vector>

#include "albert/config/albert_config.h"
#include "albert/train/model/losses.h"
#include "model/activations.h"
#include "train/model/dense.h"
#include "train/model/needed_rows.h"
#include "train/model/norm.h"

namespace albert::train {

/// The masked-token head: LayerNorm(act(x·W)), decoded by the word embeddings.
class MlmHead {
 public:
  MlmHead(const AlbertConfig& config, const ParameterLayout& layout, ComputeType type);

  void pack(const TrainKernels& kernels, const float* parameters, ThreadPool& threads);

  /// Adds the cross entropy of the tokens `masked` against `labels` to `losses` and, in a backward
  /// pass, `scale` times its gradient to d_hidden. `hidden` holds the needed rows.
  void run(const Pass& pass, ConstMatrix hidden, const NeededRows& needed,
           std::span<const std::uint32_t> masked, std::span<const std::int32_t> labels, float scale,
           Matrix d_hidden, Losses& losses);

 private:
  kernels::Pointwise activation_;
  Dense dense_;
  Norm norm_;
  Dense decoder_;

  model::ScratchMatrix rows_;       // [n, H]
  model::ScratchMatrix transform_;  // [n, E] after the activation
  model::ScratchMatrix slope_;      // [n, E] the activation's derivative
  model::ScratchMatrix normal_;     // [n, E] after the LayerNorm
  model::ScratchMatrix logits_;     // [some of n, V]
  model::ScratchMatrix d_normal_;   // [n, E]
  model::ScratchMatrix d_rows_;     // [n, H]
  std::vector<RowLoss> row_losses_;
};

}  // namespace albert::train

#endif  // ALBERT_TRAIN_MODEL_MLM_HEAD_H_
