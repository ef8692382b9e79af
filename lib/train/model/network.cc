#include "train/model/network.h"

namespace albert::train {

Network::Network(const AlbertConfig& config, ComputeType type, std::string_view isa)
    : config_(config),
      layout_(config, kPretrainingParts),
      kernels_(&train_kernels(isa)),
      encoder_(config, layout_, type),
      mlm_(config, layout_, type),
      sop_(layout_, TensorRole::sop_weight, TensorRole::sop_bias, 0) {}

void Network::pack(std::span<const float> parameters, ThreadPool& threads) {
  parameters_ = parameters;
  encoder_.pack(*kernels_, parameters.data(), threads);
  sop_.pack(*kernels_, parameters.data(), threads);
  mlm_.pack(*kernels_, parameters.data(), threads);
}

Losses Network::forward(const ExampleBatch& batch, ThreadPool& threads) {
  return run(make_pass(*kernels_, config_, parameters_, batch.view(), batch.keys, nullptr, scratch_,
                       threads),
             batch, {});
}

Losses Network::backward(const ExampleBatch& batch, LossScale scale, std::span<float> gradients,
                         ThreadPool& threads) {
  return run(make_pass(*kernels_, config_, parameters_, batch.view(), batch.keys, gradients.data(),
                       scratch_, threads),
             batch, scale);
}

Losses Network::run(const Pass& pass, const ExampleBatch& batch, LossScale scale) {
  // Dropout goes by the positions of tokens, so it needs all rows.
  if (pass.dropout.active()) {
    needed_.set_all();
  } else {
    needed_.set(pass.batch.starts.first(batch.swapped.size()), batch.masked);
  }
  const Matrix hidden = encoder_.forward(pass, needed_.rows());
  const Matrix d_hidden = pass.backward() ? encoder_.zero_gradient(hidden) : Matrix{};
  Losses losses;
  losses.tokens = batch.tokens();
  mlm_.run(pass, hidden, needed_, batch.masked, batch.labels, scale.mlm, d_hidden, losses);
  if (!batch.swapped.empty()) add_order_loss(pass, batch, hidden, scale.sop, d_hidden, losses);
  if (pass.backward()) encoder_.backward(pass, needed_.rows(), d_hidden);
  return losses;
}

void Network::add_order_loss(const Pass& pass, const ExampleBatch& batch, ConstMatrix hidden,
                             float scale, Matrix d_hidden, Losses& losses) {
  const Matrix logits = sop_.forward(pass, hidden, needed_);
  losses.pairs += logits.rows;
  for (std::size_t b = 0; b < logits.rows; ++b) {
    const RowLoss row =
        kernels_->cross_entropy(logits.row(b), logits.cols, batch.swapped[b], scale);
    losses.sop_sum += row.loss;
    losses.sop_correct += row.correct ? 1 : 0;
  }
  if (pass.backward()) sop_.backward(pass, logits, needed_, d_hidden);
}

}  // namespace albert::train
