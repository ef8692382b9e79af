#include "model/embeddings.h"

#include "kernels/ops.h"

namespace albert::model {

void sum_embeddings(const EmbeddingTables& tables, const TokenBatch& batch, kernels::Matrix out,
                    ThreadPool& threads) {
  const std::size_t size = out.cols;
  threads.run(batch.sequences(), [&](std::size_t sequence, std::size_t) {
    const std::size_t first = batch.starts[sequence];
    for (std::size_t t = first; t < batch.starts[sequence + 1]; ++t) {
      const std::size_t index =
          batch.position_ids.empty() ? t - first : static_cast<std::size_t>(batch.position_ids[t]);
      const float* position = tables.positions + index * size;
      const float* type =
          tables.token_types + static_cast<std::size_t>(batch.token_type_ids[t]) * size;
      float* row = out.row(t);
      tables.copy_word(static_cast<std::size_t>(batch.input_ids[t]), {row, size});
      for (std::size_t j = 0; j < size; ++j) row[j] = row[j] + position[j] + type[j];
    }
  });
}

void embed(const Weights& weights, const TokenBatch& batch, kernels::Matrix out,
           ThreadPool& threads) {
  const EmbeddingWeights& tables = weights.embeddings;
  const auto copy_word = [&](std::size_t id, std::span<float> row) {
    tables.word.copy_row(id, row);
  };
  sum_embeddings({copy_word, tables.position.span().data(), tables.token_type.span().data()}, batch,
                 out, threads);
  kernels::layer_norm(*weights.kernels, out, tables.norm.gain.span(), tables.norm.bias.span(),
                      weights.config.layer_norm_eps, out, threads);
}

}  // namespace albert::model
