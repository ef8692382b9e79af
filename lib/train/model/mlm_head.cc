#include "train/model/mlm_head.h"

#include <algorithm>

#include "model/blocks.h"
#include "train/model/rows.h"

namespace albert::train {
namespace {

using Role = TensorRole;

// Logits of so many rows are in memory at a time (16 MB at 30,000 pieces).
constexpr std::size_t kRowsPerChunk = 140;

}  // namespace

MlmHead::MlmHead(const AlbertConfig& config, const ParameterLayout& layout, ComputeType type)
    : activation_(model::pointwise(config.hidden_act)),
      dense_(type, layout, Role::mlm_dense_weight, Role::mlm_dense_bias),
      norm_(layout, Role::mlm_norm_weight, Role::mlm_norm_bias, config.layer_norm_eps),
      decoder_(type, layout, Role::word_embeddings, Role::mlm_bias) {}

void MlmHead::pack(const TrainKernels& kernels, const float* parameters, ThreadPool& threads) {
  dense_.pack(kernels, parameters, threads);
  decoder_.pack(kernels, parameters, threads);
}

void MlmHead::run(const Pass& pass, ConstMatrix hidden, const NeededRows& needed,
                  std::span<const std::uint32_t> masked, std::span<const std::int32_t> labels,
                  float scale, Matrix d_hidden, Losses& losses) {
  const std::size_t count = masked.size();
  if (count == 0) return;
  const auto row_of = [&](std::size_t r) { return needed.position(masked[r]); };
  const Matrix rows = rows_.shape(count, hidden.cols);
  const Matrix transform = transform_.shape(count, dense_.outputs());
  const Matrix slope = slope_.shape(count, dense_.outputs());
  const Matrix normal = normal_.shape(count, dense_.outputs());
  const Matrix d_normal = d_normal_.shape(count, dense_.outputs());
  gather(hidden, row_of, rows);
  dense_.forward(pass, rows, {.pointwise = activation_, .derivative = slope}, transform);
  norm_.forward(pass, transform, normal);

  row_losses_.resize(count);
  for (std::size_t first = 0; first < count; first += kRowsPerChunk) {
    const std::size_t end = std::min(count, first + kRowsPerChunk);
    const Matrix logits = logits_.shape(end - first, decoder_.outputs());
    const Matrix x = normal.slice(first, end);
    decoder_.forward(pass, x, {}, logits);
    pass.threads.run(logits.rows, [&](std::size_t r, std::size_t) {
      row_losses_[first + r] = pass.kernels.cross_entropy(
          logits.row(r), logits.cols, static_cast<std::size_t>(labels[first + r]), scale);
    });
    if (!pass.backward()) continue;
    decoder_.backward_input(pass, logits, {}, d_normal.slice(first, end));
    decoder_.backward_weight(pass, logits, x);
  }
  losses.predicted += count;
  for (const RowLoss& row : row_losses_) {
    losses.mlm_sum += row.loss;
    losses.mlm_correct += row.correct ? 1 : 0;
  }
  if (!pass.backward()) return;

  norm_.backward(pass, transform, d_normal, d_normal);
  for (std::size_t r = 0; r < count; ++r) {
    for (std::size_t j = 0; j < slope.cols; ++j) d_normal.row(r)[j] *= slope.row(r)[j];
  }
  const Matrix d_rows = d_rows_.shape(count, hidden.cols);
  dense_.backward_weight(pass, d_normal, rows);
  dense_.backward_input(pass, d_normal, {}, d_rows);
  scatter_add(d_rows, row_of, d_hidden);
}

}  // namespace albert::train
