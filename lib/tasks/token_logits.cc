#include "tasks/token_logits.h"

#include "albert/model/requirements.h"
#include "albert/tasks/batcher.h"

namespace albert::tasks {

std::vector<std::vector<float>> token_logits(const AlbertModel& model, Component head,
                                             std::span<const EncodedText> texts,
                                             std::size_t batch_tokens, Workspace& workspace,
                                             ThreadPool& threads) {
  const std::size_t outputs = model.head_outputs(head);
  std::vector<std::vector<float>> logits(texts.size());
  std::vector<float> of_batch;
  for_each_batch(texts, batch_tokens,
                 [&](const TokenBatch& batch, std::span<const std::size_t> indices) {
                   of_batch.resize(batch.tokens() * outputs);
                   const std::span<const float> rows = model.forward(batch, workspace, threads);
                   model.head_logits(head, rows, of_batch, workspace, threads);
                   require_finite(of_batch);
                   for (std::size_t b = 0; b < indices.size(); ++b) {
                     const auto row = [&](std::size_t token) {
                       return of_batch.begin() + static_cast<std::ptrdiff_t>(token * outputs);
                     };
                     logits[indices[b]].assign(row(batch.starts[b]), row(batch.starts[b + 1]));
                   }
                 });
  return logits;
}

}  // namespace albert::tasks
