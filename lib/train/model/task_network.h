#ifndef ALBERT_TRAIN_MODEL_TASK_NETWORK_H_
#define ALBERT_TRAIN_MODEL_TASK_NETWORK_H_

#include <span>
#include <string_view>
#include <variant>

#include "albert/base/thread_pool.h"
#include "albert/config/albert_config.h"
#include "albert/train/data/task_batch.h"
#include "train/model/encoder.h"
#include "train/model/parameters.h"
#include "train/model/pooled_head.h"
#include "train/model/task_loss.h"
#include "train/model/token_head.h"

namespace albert::train {

/// An ALBERT with the head of a task, forward and backward: what fine-tuning trains. The parameters
/// are outside, in a buffer of this layout; pack() makes the copy of them that products read. Not
/// thread-safe: it owns the activations.
class TaskNetwork {
 public:
  /// A classifier has config.num_labels outputs. Products of the encoder run in `type` (f32 or
  /// bf16). Throws Error{model} as validate() does.
  TaskNetwork(const AlbertConfig& config, Task task, ComputeType type, std::string_view isa);

  const AlbertConfig& config() const noexcept { return config_; }
  const ParameterLayout& layout() const noexcept { return layout_; }

  /// Must be called whenever the parameters have changed. They must outlive the next passes.
  void pack(std::span<const float> parameters, ThreadPool& threads);

  /// Logits of a batch, without dropout: [B, outputs], or [T, outputs] where the head reads tokens.
  /// Valid until the next call.
  Matrix logits(const TaskBatch& batch, ThreadPool& threads);

  /// The loss of logits(), which are overwritten.
  TaskLoss loss(const TaskBatch& batch, Matrix logits) const {
    return task_loss(*kernels_, task_, batch, logits, 0);
  }

  /// The loss of a batch (at least one sequence; ids in range), without dropout.
  TaskLoss forward(const TaskBatch& batch, ThreadPool& threads);

  /// The same with dropout, and `scale` times the gradient of its sum added to `gradients`.
  TaskLoss backward(const TaskBatch& batch, float scale, std::span<float> gradients,
                    ThreadPool& threads);

 private:
  using TaskHead = std::variant<PooledHead, TokenHead>;
  static TaskHead make_head(const AlbertConfig& config, Task task, const ParameterLayout& layout);

  /// Hidden states of the rows that the head reads, then its logits.
  Matrix forward_encoder(const Pass& pass);
  Matrix forward_head(const Pass& pass, ConstMatrix hidden);

  AlbertConfig config_;
  Task task_;
  ParameterLayout layout_;
  const TrainKernels* kernels_;
  std::span<const float> parameters_;

  Encoder encoder_;
  TaskHead head_;
  NeededRows needed_;
  Scratch scratch_;
};

}  // namespace albert::train

#endif  // ALBERT_TRAIN_MODEL_TASK_NETWORK_H_
