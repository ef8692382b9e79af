#ifndef ALBERT_TRAIN_MODEL_NETWORK_H_
#define ALBERT_TRAIN_MODEL_NETWORK_H_

#include <span>
#include <string_view>

#include "albert/base/thread_pool.h"
#include "albert/config/albert_config.h"
#include "albert/train/data/example.h"
#include "albert/train/model/losses.h"
#include "train/model/encoder.h"
#include "train/model/mlm_head.h"
#include "train/model/parameters.h"
#include "train/model/pooled_head.h"

namespace albert::train {

/// What the gradient of each example's loss is multiplied with: 1 / (tokens to predict) and
/// 1 / (pairs) of the whole step make the total loss the sum of two means.
struct LossScale {
  float mlm = 0;
  float sop = 0;
};

/// An ALBERT with the heads of pretraining, forward and backward. The parameters are outside, in a
/// buffer of this layout; pack() makes the copy of them that products read. Not thread-safe: it
/// owns the activations.
class Network {
 public:
  /// Products of all layers but pooler and SOP head run in `type` (f32 or bf16). Throws
  /// Error{model} as validate() does.
  Network(const AlbertConfig& config, ComputeType type, std::string_view isa);

  const AlbertConfig& config() const noexcept { return config_; }
  const ParameterLayout& layout() const noexcept { return layout_; }

  /// Must be called whenever the parameters have changed. They must outlive the next passes.
  void pack(std::span<const float> parameters, ThreadPool& threads);

  /// Losses of a batch (at least one sequence; ids in range).
  Losses forward(const ExampleBatch& batch, ThreadPool& threads);

  /// The same with dropout, and the gradient of the scaled losses added to `gradients`.
  Losses backward(const ExampleBatch& batch, LossScale scale, std::span<float> gradients,
                  ThreadPool& threads);

 private:
  Losses run(const Pass& pass, const ExampleBatch& batch, LossScale scale);
  void add_order_loss(const Pass& pass, const ExampleBatch& batch, ConstMatrix hidden, float scale,
                      Matrix d_hidden, Losses& losses);

  AlbertConfig config_;
  ParameterLayout layout_;
  const TrainKernels* kernels_;
  std::span<const float> parameters_;

  Encoder encoder_;
  MlmHead mlm_;
  PooledHead sop_;
  NeededRows needed_;
  Scratch scratch_;
};

}  // namespace albert::train

#endif  // ALBERT_TRAIN_MODEL_NETWORK_H_
