#include "tasks/mlm_rows.h"

#include <algorithm>
#include <cmath>

#include "albert/tasks/batcher.h"

namespace albert::tasks {
namespace {

// Logits of this many bytes at once: 34 rows of a 30,000-piece vocabulary.
constexpr std::size_t kLogitBytes = std::size_t{4} << 20;

struct Row {
  std::size_t index;  ///< of the sequence
  std::size_t nth;    ///< of its rows
};

}  // namespace

void for_each_mlm_row(
    const AlbertModel& model, std::span<const std::size_t> lengths, std::size_t batch_tokens,
    FunctionRef<MlmQuery(std::size_t index)> query,
    FunctionRef<void(std::size_t index, std::size_t nth, std::span<const float> logits)> use,
    Workspace& workspace, ThreadPool& threads) {
  const auto hidden_size = static_cast<std::size_t>(model.config().hidden_size);
  const auto vocab = static_cast<std::size_t>(model.config().vocab_size);
  const std::size_t block = std::max<std::size_t>(1, kLogitBytes / (vocab * sizeof(float)));
  std::vector<float> logits;
  PackedBatch batch;
  for (const std::vector<std::size_t>& indices : plan_batches(lengths, batch_tokens)) {
    batch.clear();
    std::vector<Row> rows;
    std::vector<std::size_t> positions;  // of the rows in the batch
    for (const std::size_t index : indices) {
      const MlmQuery sequence = query(index);
      const std::size_t start = batch.view().tokens();
      batch.add(sequence.input_ids, sequence.token_type_ids);
      for (std::size_t nth = 0; nth < sequence.rows.size(); ++nth) {
        rows.push_back({index, nth});
        positions.push_back(start + sequence.rows[nth]);
      }
    }
    const std::span<const float> hidden =
        model.forward_rows(batch.view(), positions, workspace, threads);
    logits.resize(std::max(logits.size(), std::min(block, rows.size()) * vocab));
    for (std::size_t first = 0; first < rows.size(); first += block) {
      const std::size_t count = std::min(block, rows.size() - first);
      const std::span<float> out(logits.data(), count * vocab);
      model.mlm_logits(hidden.subspan(first * hidden_size, count * hidden_size), out, workspace,
                       threads);
      threads.run(count, [&](std::size_t i, std::size_t) {
        use(rows[first + i].index, rows[first + i].nth, out.subspan(i * vocab, vocab));
      });
    }
  }
}

double log_sum_exp(std::span<const float> logits) noexcept {
  const float highest = *std::ranges::max_element(logits);
  double sum = 0;
  for (const float logit : logits) sum += std::exp(logit - highest);
  return highest + std::log(sum);
}

}  // namespace albert::tasks
