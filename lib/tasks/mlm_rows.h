#ifndef ALBERT_TASKS_MLM_ROWS_H_
#define ALBERT_TASKS_MLM_ROWS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "albert/base/function_ref.h"
#include "albert/base/thread_pool.h"
#include "albert/model/albert_model.h"

namespace albert::tasks {

/// A sequence for the model, and its tokens whose MLM logits are wanted.
struct MlmQuery {
  std::vector<std::int32_t> input_ids;
  std::vector<std::int32_t> token_type_ids;
  std::vector<std::size_t> rows;  ///< ascending
};

/// Runs sequences of these lengths (0: does not run) in batches of at most `batch_tokens` tokens.
/// `query` makes a sequence when its batch is due. `use` takes the logits [V] of each of its rows,
/// `nth` among them, on the pool's threads, in no particular order.
void for_each_mlm_row(
    const AlbertModel& model, std::span<const std::size_t> lengths, std::size_t batch_tokens,
    FunctionRef<MlmQuery(std::size_t index)> query,
    FunctionRef<void(std::size_t index, std::size_t nth, std::span<const float> logits)> use,
    Workspace& workspace, ThreadPool& threads);

/// log Σ exp(logit), summed in double in the order of the vocabulary.
double log_sum_exp(std::span<const float> logits) noexcept;

}  // namespace albert::tasks

#endif  // ALBERT_TASKS_MLM_ROWS_H_
