#include "train/model/embedding.h"

#include <algorithm>

#include "model/embeddings.h"

namespace albert::train {
namespace {

using Role = TensorRole;

constexpr std::size_t kColumnsPerPiece = 16;  // a cache line: no two threads share one

void add(const float* from, std::size_t count, float* to) {
  for (std::size_t j = 0; j < count; ++j) to[j] += from[j];
}

}  // namespace

Embedding::Embedding(const AlbertConfig& config, const ParameterLayout& layout, ComputeType type)
    : words_(layout.offset(Role::word_embeddings)),
      positions_(layout.offset(Role::position_embeddings)),
      types_(layout.offset(Role::token_type_embeddings)),
      pad_token_id_(config.pad_token_id),
      norm_(layout, Role::embedding_norm_weight, Role::embedding_norm_bias, config.layer_norm_eps),
      projection_(type, layout, Role::projection_weight, Role::projection_bias) {}

Matrix Embedding::forward(const Pass& pass, model::ScratchMatrix& hidden) {
  const std::size_t size = projection_.inputs();
  const Matrix sum = sum_.shape(pass.batch.tokens(), size);
  const Matrix y = y_.shape(sum.rows, size);
  const float* const words = pass.parameters.data() + words_;
  const auto copy_word = [&](std::size_t id, std::span<float> row) {
    std::copy_n(words + id * size, size, row.data());
  };
  model::sum_embeddings(
      {copy_word, pass.parameters.data() + positions_, pass.parameters.data() + types_}, pass.batch,
      sum, pass.threads);
  norm_.forward(pass, sum, y);
  if (pass.dropout.active()) drop(pass, kEmbeddingSite, y);
  const Matrix projected = hidden.shape(sum.rows, projection_.outputs());
  projection_.forward(pass, y, {}, projected);
  return projected;
}

void Embedding::backward(const Pass& pass, ConstMatrix d_hidden) {
  const std::size_t size = projection_.inputs();
  const TokenBatch& batch = pass.batch;
  const Matrix d_sum = d_sum_.shape(batch.tokens(), size);
  projection_.backward_weight(pass, d_hidden, y_.shape(d_sum.rows, size));
  projection_.backward_input(pass, d_hidden, {}, d_sum);
  if (pass.dropout.active()) drop(pass, kEmbeddingSite, d_sum);
  norm_.backward(pass, sum_.shape(d_sum.rows, size), d_sum, d_sum);

  // Each thread adds the tokens in order, to columns of its own. As in Hugging Face, the padding
  // token's row gets no gradient from here.
  float* const words = pass.gradients + words_;
  float* const positions = pass.gradients + positions_;
  float* const types = pass.gradients + types_;
  const std::size_t pieces = (size + kColumnsPerPiece - 1) / kColumnsPerPiece;
  pass.threads.run(pieces, [&](std::size_t piece, std::size_t) {
    const std::size_t column = piece * kColumnsPerPiece;
    const std::size_t count = std::min(kColumnsPerPiece, size - column);
    for (std::size_t b = 0; b < batch.sequences(); ++b) {
      for (std::size_t t = batch.starts[b]; t < batch.starts[b + 1]; ++t) {
        const float* row = d_sum.row(t) + column;
        const auto id = static_cast<std::size_t>(batch.input_ids[t]);
        const auto type = static_cast<std::size_t>(batch.token_type_ids[t]);
        if (batch.input_ids[t] != pad_token_id_) add(row, count, words + id * size + column);
        add(row, count, positions + (t - batch.starts[b]) * size + column);
        add(row, count, types + type * size + column);
      }
    }
  });
}

}  // namespace albert::train
