// Dropout, as Google's code has it: of embeddings, attention weights, and the outputs of attention
// and FFN before the residual. None of it when evaluating, or at probability 0.
#include <algorithm>

#include "kernels/ops.h"
#include "train/model/network.h"

namespace albert::train {

std::uint64_t Network::site(std::size_t step, std::size_t place) const noexcept {
  return 1 + step * (kFirstHead + static_cast<std::size_t>(config_.num_attention_heads)) + place;
}

void Network::drop(const ExampleBatch& batch, std::uint64_t site, Matrix m,
                   ThreadPool& threads) const {
  threads.run(batch.sequences(), [&](std::size_t b, std::size_t) {
    const DropoutKey key = {batch.keys[b], site};
    for (std::size_t t = batch.starts[b]; t < batch.starts[b + 1]; ++t) {
      kernels_->drop(dropout_, key.row(t - batch.starts[b]), m.row(t), m.cols);
    }
  });
}

void Network::attend(const ExampleBatch& batch, std::size_t step, ConstMatrix qkv, Matrix context,
                     ThreadPool& threads) {
  const auto heads = static_cast<std::size_t>(config_.num_attention_heads);
  if (attention_dropout_.active() && training_) {
    attention_forward(*kernels_, qkv, batch.starts, heads, attention_drop(batch, step), context,
                      scratch_, threads);
  } else {
    kernels::attention(*kernels_->forward, ComputeType::f32, qkv, batch.starts, {}, heads, context,
                       scratch_, threads);
  }
}

AttentionDropout Network::attention_drop(const ExampleBatch& batch, std::size_t step) const {
  if (!attention_dropout_.active()) return {};
  return {attention_dropout_, batch.keys, site(step, kFirstHead)};
}

void Network::forward_block(const Dense& layer, const ExampleBatch& batch, std::uint64_t site,
                            ConstMatrix x, ConstMatrix residual, Matrix sum, ThreadPool& threads) {
  if (!dropout_.active() || !training_) {
    return layer.forward(*kernels_, x, {.residual = residual}, sum, scratch_, threads);
  }
  layer.forward(*kernels_, x, {}, sum, scratch_, threads);
  drop(batch, site, sum, threads);
  threads.run(batch.sequences(), [&](std::size_t b, std::size_t) {
    for (std::size_t t = batch.starts[b]; t < batch.starts[b + 1]; ++t) {
      for (std::size_t j = 0; j < sum.cols; ++j) sum.row(t)[j] += residual.row(t)[j];
    }
  });
}

ConstMatrix Network::backward_block(const ExampleBatch& batch, std::uint64_t site,
                                    ConstMatrix d_sum, ThreadPool& threads) {
  if (!dropout_.active()) return d_sum;
  const Matrix d_output = d_output_.shape(d_sum.rows, d_sum.cols);
  for (std::size_t t = 0; t < d_sum.rows; ++t) {
    std::copy_n(d_sum.row(t), d_sum.cols, d_output.row(t));
  }
  drop(batch, site, d_output, threads);
  return d_output;
}

}  // namespace albert::train
