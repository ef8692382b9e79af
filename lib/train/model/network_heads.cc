// The masked-token head on the rows to predict, the sentence-order head on the first rows.
#include <algorithm>
#include <iterator>

#include "model/blocks.h"
#include "train/model/network.h"
#include "train/model/rows.h"

namespace albert::train {
namespace {

// Logits of so many rows are in memory at a time (16 MB at 30,000 pieces).
constexpr std::size_t kRowsPerChunk = 140;

Matrix rows_of(Matrix m, std::size_t begin, std::size_t end) {
  return {m.row(begin), end - begin, m.cols, m.stride};
}

}  // namespace

void Network::find_needed_rows(const ExampleBatch& batch) {
  needed_rows_.clear();
  if (dropout_.active() && training_) {
    for (std::size_t t = 0; t < batch.tokens(); ++t) needed_rows_.push_back(t);
    return;
  }
  const std::size_t pairs = batch.swapped.size();
  std::set_union(batch.starts.begin(), batch.starts.begin() + static_cast<std::ptrdiff_t>(pairs),
                 batch.masked.begin(), batch.masked.end(), std::back_inserter(needed_rows_));
}

std::size_t Network::needed_row(std::size_t token) const noexcept {
  return static_cast<std::size_t>(
      std::lower_bound(needed_rows_.begin(), needed_rows_.end(), token) - needed_rows_.begin());
}

void Network::mlm(const ExampleBatch& batch, ConstMatrix hidden, float scale, float* gradients,
                  Matrix d_hidden, Losses& losses, ThreadPool& threads) {
  const std::size_t count = batch.masked.size();
  if (count == 0) return;
  const auto row_of = [&](std::size_t r) { return needed_row(batch.masked[r]); };
  const Matrix rows = head_rows_.shape(count, hidden.cols);
  const Matrix transform = transform_.shape(count, embedding_size());
  const Matrix slope = slope_.shape(count, embedding_size());
  const Matrix normal = normal_.shape(count, embedding_size());
  const Matrix d_normal = d_normal_.shape(count, embedding_size());
  const std::size_t gain = layout_.offset(TensorRole::mlm_norm_weight);
  const std::size_t bias = layout_.offset(TensorRole::mlm_norm_bias);
  gather(hidden, row_of, rows);
  mlm_dense_.forward(*kernels_, rows,
                     {.pointwise = model::pointwise(config_.hidden_act), .derivative = slope},
                     transform, scratch_, threads);
  norm(transform, gain, bias, normal, threads);

  row_losses_.resize(count);
  for (std::size_t first = 0; first < count; first += kRowsPerChunk) {
    const std::size_t end = std::min(count, first + kRowsPerChunk);
    const Matrix logits = logits_.shape(end - first, decoder_.outputs());
    const Matrix x = rows_of(normal, first, end);
    decoder_.forward(*kernels_, x, {}, logits, scratch_, threads);
    threads.run(logits.rows, [&](std::size_t r, std::size_t) {
      row_losses_[first + r] = kernels_->cross_entropy(
          logits.row(r), logits.cols, static_cast<std::size_t>(batch.labels[first + r]), scale);
    });
    if (gradients == nullptr) continue;
    decoder_.backward_input(*kernels_, logits, {}, rows_of(d_normal, first, end), scratch_,
                            threads);
    decoder_.backward_weight(*kernels_, logits, x, gradients, scratch_, threads);
  }
  losses.predicted += count;
  for (const RowLoss& row : row_losses_) {
    losses.mlm_sum += row.loss;
    losses.mlm_correct += row.correct ? 1 : 0;
  }
  if (gradients == nullptr) return;

  norm_backward(transform, gain, bias, d_normal, d_normal, gradients, threads);
  for (std::size_t r = 0; r < count; ++r) {
    for (std::size_t j = 0; j < slope.cols; ++j) d_normal.row(r)[j] *= slope.row(r)[j];
  }
  const Matrix d_rows = d_head_.shape(count, hidden.cols);
  mlm_dense_.backward_weight(*kernels_, d_normal, rows, gradients, scratch_, threads);
  mlm_dense_.backward_input(*kernels_, d_normal, {}, d_rows, scratch_, threads);
  scatter_add(d_rows, row_of, d_hidden);
}

void Network::sop(const ExampleBatch& batch, ConstMatrix hidden, float scale, float* gradients,
                  Matrix d_hidden, Losses& losses, ThreadPool& threads) {
  const std::size_t pairs = batch.swapped.size();
  if (pairs == 0) return;
  const auto row_of = [&](std::size_t b) { return needed_row(batch.starts[b]); };
  const Matrix rows = head_rows_.shape(pairs, hidden.cols);
  const Matrix pooled = pooled_.shape(pairs, hidden.cols);
  const Matrix slope = slope_.shape(pairs, hidden.cols);
  const Matrix logits = logits_.shape(pairs, 2);
  gather(hidden, row_of, rows);
  pooler_.forward(*kernels_, rows, {.pointwise = Pointwise::tanh, .derivative = slope}, pooled,
                  scratch_, threads);
  sop_.forward(*kernels_, pooled, {}, logits, scratch_, threads);
  losses.pairs += pairs;
  for (std::size_t b = 0; b < pairs; ++b) {
    const RowLoss row = kernels_->cross_entropy(logits.row(b), 2, batch.swapped[b], scale);
    losses.sop_sum += row.loss;
    losses.sop_correct += row.correct ? 1 : 0;
  }
  if (gradients == nullptr) return;

  const Matrix d_pooled = d_head_.shape(pairs, hidden.cols);
  sop_.backward_weight(*kernels_, logits, pooled, gradients, scratch_, threads);
  sop_.backward_input(*kernels_, logits, {.factor = slope}, d_pooled, scratch_, threads);
  pooler_.backward_weight(*kernels_, d_pooled, rows, gradients, scratch_, threads);
  const Matrix d_rows = pooled;  // no longer needed
  pooler_.backward_input(*kernels_, d_pooled, {}, d_rows, scratch_, threads);
  scatter_add(d_rows, row_of, d_hidden);
}

}  // namespace albert::train
