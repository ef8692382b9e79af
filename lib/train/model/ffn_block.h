#ifndef ALBERT_TRAIN_MODEL_FFN_BLOCK_H_
#define ALBERT_TRAIN_MODEL_FFN_BLOCK_H_

#include "albert/config/albert_config.h"
#include "model/activations.h"
#include "train/model/dense.h"
#include "train/model/layer_gradients.h"
#include "train/model/norm.h"

namespace albert::train {

/// LayerNorm(x + act(x·W₁)·W₂), for any number of applications.
class FfnBlock {
 public:
  /// What one application keeps for its backward pass.
  struct Saved {
    model::ScratchMatrix inner;  ///< [R, I] after the activation
    model::ScratchMatrix slope;  ///< [R, I] the activation's derivative
    model::ScratchMatrix sum;    ///< [R, H] before the LayerNorm
  };

  FfnBlock(const AlbertConfig& config, const ParameterLayout& layout, ComputeType type,
           std::size_t block);

  void pack(const TrainKernels& kernels, const float* parameters, ThreadPool& threads);

  /// x [R, H] → [R, H] in `y`.
  Matrix forward(const Pass& pass, const LayerSites& sites, ConstMatrix x, Saved& saved,
                 model::ScratchMatrix& y) const;

  /// The gradient of x, in gradients.middle.
  Matrix backward(const Pass& pass, const LayerSites& sites, ConstMatrix x, Saved& saved,
                  ConstMatrix dy, LayerGradients& gradients) const;

 private:
  kernels::Pointwise activation_;
  Dense up_;
  Dense down_;
  Norm norm_;
};

}  // namespace albert::train

#endif  // ALBERT_TRAIN_MODEL_FFN_BLOCK_H_
