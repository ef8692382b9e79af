#ifndef ALBERT_TRAIN_MODEL_NETWORK_H_
#define ALBERT_TRAIN_MODEL_NETWORK_H_

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "albert/base/thread_pool.h"
#include "albert/config/albert_config.h"
#include "albert/config/sharing_schedule.h"
#include "albert/train/data/example.h"
#include "albert/train/model/losses.h"
#include "kernels/ops.h"
#include "model/activations.h"
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
  struct SavedActivations {
    model::ScratchMatrix input;            ///< [T, H]
    model::ScratchMatrix query_key_value;  ///< [T, 3H]
    model::ScratchMatrix context;          ///< [T, H]
    model::ScratchMatrix attention_sum;    ///< [T, H] before the LayerNorm
    model::ScratchMatrix middle;           ///< [T, H] after it
    model::ScratchMatrix inner;            ///< [T, I] after the activation
    model::ScratchMatrix slope;            ///< [T, I] the activation's derivative
    model::ScratchMatrix ffn_sum;          ///< [T, H] before the LayerNorm
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
  /// Sets needed_rows_. With dropout all rows are: it goes by the positions of tokens.
  void find_needed_rows(const ExampleBatch& batch);
  /// Number of a token's row among needed_rows_.
  std::size_t needed_row(std::size_t token) const noexcept;
  /// These rows of [T, …], in a slot.
  Matrix gather_needed_rows(ConstMatrix m, model::ScratchMatrix& to) const;

  /// The rows of the last layer's output that heads read, [R, H]; backwards from their gradient to
  /// that of the first layer's input, [T, H].
  Matrix forward_encoder(const ExampleBatch& batch, ThreadPool& threads);
  Matrix backward_encoder(const ExampleBatch& batch, Matrix d_hidden, float* gradients,
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
  model::ScratchMatrix embedding_sum_;  // [T, E]
  model::ScratchMatrix embedded_;       // [T, E]
  std::vector<SavedActivations> steps_;
  std::vector<std::size_t> needed_rows_;  // [R] ascending
  model::ScratchMatrix context_;          // [T, H] of the last layer
  model::ScratchMatrix residual_;         // [R, H] likewise
  model::ScratchMatrix hidden_;           // [R, H] the encoder's output
  // Heads: n rows to predict, B sequences.
  model::ScratchMatrix head_rows_;   // [n or B, H]
  model::ScratchMatrix transform_;   // [n, E] after the activation
  model::ScratchMatrix slope_;       // [n, E] its derivative; [B, H] of the pooler's tanh
  model::ScratchMatrix normal_;      // [n, E]
  model::ScratchMatrix logits_;      // [some of n, V]; [B, 2]
  model::ScratchMatrix d_normal_;    // [n, E]
  model::ScratchMatrix pooled_;      // [B, H]
  model::ScratchMatrix d_head_;      // [n or B, H]
  std::vector<RowLoss> row_losses_;  // [n]
  // Gradients of activations, backwards.
  model::ScratchMatrix d_hidden_;    // [T, H]
  model::ScratchMatrix d_sum_;       // [T, H]
  model::ScratchMatrix d_output_;    // [T, H], with dropout only
  model::ScratchMatrix d_middle_;    // [T, H]
  model::ScratchMatrix d_inner_;     // [T, I]
  model::ScratchMatrix d_qkv_;       // [T, 3H]
  model::ScratchMatrix d_embedded_;  // [T, E]
  Scratch scratch_;
};

}  // namespace albert::train

#endif  // ALBERT_TRAIN_MODEL_NETWORK_H_
