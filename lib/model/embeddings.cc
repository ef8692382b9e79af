#include "model/embeddings.h"

#include "kernels/ops.h"

namespace albert::model {

void embed(const Weights& weights, const TokenBatch& batch, kernels::Matrix out,
           ThreadPool& threads) {
  const EmbeddingWeights& tables = weights.embeddings;
  const std::size_t size = out.cols;
  threads.run(batch.sequences(), [&](std::size_t sequence, std::size_t) {
    const std::size_t first = batch.starts[sequence];
    for (std::size_t t = first; t < batch.starts[sequence + 1]; ++t) {
      const std::size_t position =
          batch.position_ids.empty() ? t - first : static_cast<std::size_t>(batch.position_ids[t]);
      const float* place = tables.position.row(position, size);
      const float* type =
          tables.token_type.row(static_cast<std::size_t>(batch.token_type_ids[t]), size);
      float* row = out.row(t);
      tables.word.copy_row(static_cast<std::size_t>(batch.input_ids[t]), {row, size});
      for (std::size_t j = 0; j < size; ++j) row[j] = row[j] + place[j] + type[j];
    }
  });
  kernels::layer_norm(*weights.kernels, out, tables.norm.gain.span(), tables.norm.bias.span(),
                      weights.config.layer_norm_eps, out, threads);
}

}  // namespace albert::model
