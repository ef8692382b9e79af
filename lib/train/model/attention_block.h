#ifndef ALBERT_TRAIN_MODEL_ATTENTION_BLOCK_H_
#define ALBERT_TRAIN_MODEL_ATTENTION_BLOCK_H_

#include <cstddef>
#include <span>

#include "albert/config/albert_config.h"
#include "model/activations.h"
#include "train/model/dense.h"
#include "train/model/layer_gradients.h"
#include "train/model/norm.h"

namespace albert::train {

/// LayerNorm(x + attention(x)·Wₒ), for any number of applications. What follows the attention may
/// be computed for some rows only.
class AttentionBlock {
 public:
  /// What one application keeps for its backward pass.
  struct Saved {
    model::ScratchMatrix query_key_value;  ///< [T, 3H]
    model::ScratchMatrix context;          ///< [R, H]
    model::ScratchMatrix sum;              ///< [R, H] before the LayerNorm
    model::ScratchMatrix all_context;      ///< [T, H], and
    model::ScratchMatrix residual;         ///< [R, H], where R < T
  };

  AttentionBlock(const AlbertConfig& config, const ParameterLayout& layout, ComputeType type,
                 std::size_t block);

  void pack(const TrainKernels& kernels, const float* parameters, ThreadPool& threads);

  /// x [T, H] → [T, H] in `y`, or the R rows of it that `rows` names unless it is empty.
  Matrix forward(const Pass& pass, const LayerSites& sites, ConstMatrix x,
                 std::span<const std::size_t> rows, Saved& saved, model::ScratchMatrix& y) const;

  /// The gradient of x, in gradients.hidden. dy must be in gradients.middle, and is overwritten.
  Matrix backward(const Pass& pass, const LayerSites& sites, ConstMatrix x,
                  std::span<const std::size_t> rows, Saved& saved, Matrix dy,
                  LayerGradients& gradients) const;

 private:
  std::size_t heads_;
  Dense query_key_value_;
  Dense output_;
  Norm norm_;
};

}  // namespace albert::train

#endif  // ALBERT_TRAIN_MODEL_ATTENTION_BLOCK_H_
