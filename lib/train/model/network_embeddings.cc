// Embedding tables, their LayerNorm and the projection to the hidden size, both ways.
#include <algorithm>

#include "train/model/network.h"

namespace albert::train {
namespace {

constexpr std::size_t kColumnsPerPiece = 16;  // a cache line: no two threads share one

void add(const float* from, std::size_t count, float* to) {
  for (std::size_t j = 0; j < count; ++j) to[j] += from[j];
}

}  // namespace

void Network::embed(const ExampleBatch& batch, ThreadPool& threads) {
  const std::size_t size = embedding_size();
  const Matrix sum = embedding_sum_.shape(batch.tokens(), size);
  const float* const words = parameters_.data() + layout_.offset(TensorRole::word_embeddings);
  const float* const positions =
      parameters_.data() + layout_.offset(TensorRole::position_embeddings);
  const float* const types = parameters_.data() + layout_.offset(TensorRole::token_type_embeddings);
  threads.run(batch.sequences(), [&](std::size_t sequence, std::size_t) {
    const std::size_t first = batch.starts[sequence];
    for (std::size_t t = first; t < batch.starts[sequence + 1]; ++t) {
      const float* word = words + static_cast<std::size_t>(batch.input_ids[t]) * size;
      const float* position = positions + (t - first) * size;
      const float* type = types + static_cast<std::size_t>(batch.token_type_ids[t]) * size;
      float* row = sum.row(t);
      for (std::size_t j = 0; j < size; ++j) row[j] = word[j] + position[j] + type[j];
    }
  });
  const Matrix embedded = embedded_.shape(batch.tokens(), size);
  norm(sum, layout_.offset(TensorRole::embedding_norm_weight),
       layout_.offset(TensorRole::embedding_norm_bias), embedded, threads);
  if (training_ && dropout_.active()) drop(batch, kEmbeddingSite, embedded, threads);
}

void Network::embed_backward(const ExampleBatch& batch, Matrix d_hidden, float* gradients,
                             ThreadPool& threads) {
  const std::size_t size = embedding_size();
  const std::size_t tokens = batch.tokens();
  const Matrix d_sum = d_embedded_.shape(tokens, size);
  projection_.backward_weight(*kernels_, d_hidden, embedded_.shape(tokens, size), gradients,
                              scratch_, threads);
  projection_.backward_input(*kernels_, d_hidden, {}, d_sum, scratch_, threads);
  if (dropout_.active()) drop(batch, kEmbeddingSite, d_sum, threads);
  norm_backward(embedding_sum_.shape(tokens, size),
                layout_.offset(TensorRole::embedding_norm_weight),
                layout_.offset(TensorRole::embedding_norm_bias), d_sum, d_sum, gradients, threads);

  // Tokens are added in order, every thread for columns of its own. The pad token's vector is not
  // looked up for its sake: as in Hugging Face, its row gets no gradient from here.
  float* const words = gradients + layout_.offset(TensorRole::word_embeddings);
  float* const positions = gradients + layout_.offset(TensorRole::position_embeddings);
  float* const types = gradients + layout_.offset(TensorRole::token_type_embeddings);
  threads.run((size + kColumnsPerPiece - 1) / kColumnsPerPiece,
              [&](std::size_t piece, std::size_t) {
                const std::size_t column = piece * kColumnsPerPiece;
                const std::size_t count = std::min(kColumnsPerPiece, size - column);
                for (std::size_t b = 0; b < batch.sequences(); ++b) {
                  for (std::size_t t = batch.starts[b]; t < batch.starts[b + 1]; ++t) {
                    const float* row = d_sum.row(t) + column;
                    const auto id = static_cast<std::size_t>(batch.input_ids[t]);
                    const auto type = static_cast<std::size_t>(batch.token_type_ids[t]);
                    if (batch.input_ids[t] != config_.pad_token_id)
                      add(row, count, words + id * size + column);
                    add(row, count, positions + (t - batch.starts[b]) * size + column);
                    add(row, count, types + type * size + column);
                  }
                }
              });
}

}  // namespace albert::train
