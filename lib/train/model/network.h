#ifndef ALBERT_TRAIN_MODEL_NETWORK_H_
#define ALBERT_TRAIN_MODEL_NETWORK_H_

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "albert/base/thread_pool.h"
#include "albert/config/albert_config.h"
#include "albert/config/sharing_schedule.h"
#include "albert/train/example.h"
#include "albert/train/losses.h"
#include "kernels/ops.h"
#include "model/slots.h"
#include "train/model/dense.h"
#include "train/model/parameters.h"

namespace albert::train {

/// What the gradient of each example's loss is multiplied with: 1 / (tokens to predict) and
/// 1 / (pairs) of the whole step make the total loss the sum of two means.
struct LossScale {
  float mlm = 0;
  float sop = 0;
};

/// An ALBERT with both heads, forwards and backwards. Weights live outside, in a buffer of this
/// layout; pack() brings the products' copy of them up to date. Not thread-safe: it owns the
/// activations.
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
  struct AttentionBlock {
    Dense query_key_value;
    Dense output;
    std::size_t gain = 0;
    std::size_t bias = 0;
  };
  struct FfnBlock {
    Dense up;
    Dense down;
    std::size_t gain = 0;
    std::size_t bias = 0;
  };

  /// What one application of an attention and an FFN block leaves for its backward pass. Of the
  /// last one's rows all behind the attention weights are computed where a head reads them only.
  struct StepSlots {
    model::Slot input;            ///< [T, H]
    model::Slot query_key_value;  ///< [T, 3H]
    model::Slot context;          ///< [T, H]
    model::Slot attention_sum;    ///< [T, H] before the LayerNorm
    model::Slot middle;           ///< [T, H] after it
    model::Slot inner;            ///< [T, I] after the activation
    model::Slot slope;            ///< [T, I] the activation's derivative
    model::Slot ffn_sum;          ///< [T, H] before the LayerNorm
  };

  /// Places of a block where values are dropped; attention weights from kFirstHead on, by head.
  enum Place : std::size_t { kAttentionOutput, kFfnOutput, kFirstHead };
  static constexpr std::uint64_t kEmbeddingSite = 0;

  std::uint64_t site(std::size_t step, std::size_t place) const noexcept;
  void drop(const ExampleBatch& batch, std::uint64_t site, Matrix m, ThreadPool& threads) const;
  AttentionDropout attention_drop(const ExampleBatch& batch, std::size_t step) const;
  void attend(const ExampleBatch& batch, std::size_t step, ConstMatrix qkv, Matrix context,
              ThreadPool& threads);
  /// sum = dropout(layer(x)) + residual
  void forward_block(const Dense& layer, const ExampleBatch& batch, std::uint64_t site,
                     ConstMatrix x, ConstMatrix residual, Matrix sum, ThreadPool& threads);
  /// The gradient of the layer's output; that of the residual is d_sum itself.
  ConstMatrix backward_block(const ExampleBatch& batch, std::uint64_t site, ConstMatrix d_sum,
                             ThreadPool& threads);

  void embed(const ExampleBatch& batch, ThreadPool& threads);
  void embed_backward(const ExampleBatch& batch, Matrix d_hidden, float* gradients,
                      ThreadPool& threads);
  /// Sets read_. With dropout all rows are: it goes by the places of tokens.
  void find_read_rows(const ExampleBatch& batch);
  /// Number of a token's row among read_.
  std::size_t read_row(std::size_t token) const noexcept;
  /// These rows of [T, …], in a slot.
  Matrix read_rows_of(ConstMatrix m, model::Slot& slot) const;

  /// The rows of the last layer's output that heads read, [R, H]; backwards from their gradient to
  /// that of the first layer's input, [T, H].
  Matrix encode(const ExampleBatch& batch, ThreadPool& threads);
  Matrix encode_backward(const ExampleBatch& batch, Matrix d_hidden, float* gradients,
                         ThreadPool& threads);
  /// The heads; adds to `losses` and, with gradients, to d_hidden.
  void mlm(const ExampleBatch& batch, ConstMatrix hidden, float scale, float* gradients,
           Matrix d_hidden, Losses& losses, ThreadPool& threads);
  void sop(const ExampleBatch& batch, ConstMatrix hidden, float scale, float* gradients,
           Matrix d_hidden, Losses& losses, ThreadPool& threads);
  Losses run(const ExampleBatch& batch, LossScale scale, float* gradients, ThreadPool& threads);

  void norm(ConstMatrix x, std::size_t gain, std::size_t bias, Matrix y, ThreadPool& threads) const;
  void norm_backward(ConstMatrix x, std::size_t gain, std::size_t bias, ConstMatrix dy, Matrix dx,
                     float* gradients, ThreadPool& threads);
  std::span<const float> parameters(std::size_t offset, std::size_t count) const {
    return parameters_.subspan(offset, count);
  }

  std::size_t embedding_size() const noexcept {
    return static_cast<std::size_t>(config_.embedding_size);
  }

  AlbertConfig config_;
  SharingSchedule schedule_;
  ParameterLayout layout_;
  const kernels::KernelTable* inference_;
  const TrainKernels* kernels_;
  std::span<const float> parameters_;
  Dropout dropout_;
  Dropout attention_dropout_;
  bool training_ = false;  // values are dropped: set while run() computes gradients

  Dense projection_;
  std::vector<AttentionBlock> attention_;
  std::vector<FfnBlock> ffn_;
  Dense pooler_;
  Dense sop_;
  Dense mlm_dense_;
  Dense decoder_;

  // Activations, forwards.
  model::Slot embedding_sum_;  // [T, E]
  model::Slot embedded_;       // [T, E]
  std::vector<StepSlots> steps_;
  std::vector<std::size_t> read_;  // [R] ascending
  model::Slot context_;            // [T, H] of the last layer
  model::Slot residual_;           // [R, H] likewise
  model::Slot hidden_;             // [R, H] the encoder's output
  // Heads: n rows to predict, B sequences.
  model::Slot head_rows_;            // [n or B, H]
  model::Slot transform_;            // [n, E] after the activation
  model::Slot slope_;                // [n, E] its derivative; [B, H] of the pooler's tanh
  model::Slot normal_;               // [n, E]
  model::Slot logits_;               // [some of n, V]; [B, 2]
  model::Slot d_normal_;             // [n, E]
  model::Slot pooled_;               // [B, H]
  model::Slot d_head_;               // [n or B, H]
  std::vector<RowLoss> row_losses_;  // [n]
  // Gradients of activations, backwards.
  model::Slot d_hidden_;    // [T, H]
  model::Slot d_sum_;       // [T, H]
  model::Slot d_output_;    // [T, H], with dropout only
  model::Slot d_middle_;    // [T, H]
  model::Slot d_inner_;     // [T, I]
  model::Slot d_qkv_;       // [T, 3H]
  model::Slot d_embedded_;  // [T, E]
  Scratch scratch_;
  kernels::OpScratch attention_scratch_;
};

}  // namespace albert::train

#endif  // ALBERT_TRAIN_MODEL_NETWORK_H_
