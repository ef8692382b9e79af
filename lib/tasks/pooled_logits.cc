#include "tasks/pooled_logits.h"

#include <algorithm>

#include "albert/tasks/batcher.h"

namespace albert::tasks {

std::vector<float> pooled_logits(const AlbertModel& model, Component head,
                                 std::span<const EncodedText> texts, std::size_t batch_tokens,
                                 Workspace& workspace, ThreadPool& threads) {
  const std::size_t outputs = model.head_outputs(head);
  std::vector<float> all(texts.size() * outputs);
  std::vector<float> pooled;
  std::vector<float> logits;
  for_each_batch(
      texts, batch_tokens, [&](const TokenBatch& batch, std::span<const std::size_t> indices) {
        const std::span<const float> first_tokens =
            model.forward_rows(batch, batch.starts.first(indices.size()), workspace, threads);
        pooled.resize(first_tokens.size());
        logits.resize(indices.size() * outputs);
        model.pool(first_tokens, pooled, workspace, threads);
        model.head_logits(head, pooled, logits, workspace, threads);
        for (std::size_t b = 0; b < indices.size(); ++b) {
          std::copy_n(&logits[b * outputs], outputs, &all[indices[b] * outputs]);
        }
      });
  return all;
}

}  // namespace albert::tasks
