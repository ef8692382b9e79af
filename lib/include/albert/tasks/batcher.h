#ifndef ALBERT_TASKS_BATCHER_H_
#define ALBERT_TASKS_BATCHER_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "albert/model/albert_model.h"
#include "albert/tasks/encoded_text.h"

namespace albert {

/// Cuts sequences into batches of at most `batch_tokens` tokens; a longer sequence runs alone.
/// Sequences of similar length share a batch. Returns indices into `lengths`, each once; a
/// length of 0 marks a sequence that does not run.
std::vector<std::vector<std::size_t>> plan_batches(std::span<const std::size_t> lengths,
                                                   std::size_t batch_tokens);

/// Sequences copied end to end. Reused from batch to batch.
class PackedBatch {
 public:
  /// Replaces the content by the encodings of `texts` at `indices`, in that order.
  void pack(std::span<const EncodedText> texts, std::span<const std::size_t> indices);

  /// The same one by one: removes all sequences, or adds one.
  void clear();
  void add(std::span<const std::int32_t> input_ids, std::span<const std::int32_t> token_type_ids);

  /// Valid until the content changes.
  TokenBatch view() const noexcept { return {input_ids_, token_type_ids_, starts_}; }

 private:
  std::vector<std::int32_t> input_ids_;
  std::vector<std::int32_t> token_type_ids_;
  std::vector<std::size_t> starts_ = {0};
};

/// Calls `run(batch, indices)` for batches that hold every good text exactly once.
void for_each_batch(
    std::span<const EncodedText> texts, std::size_t batch_tokens,
    FunctionRef<void(const TokenBatch& batch, std::span<const std::size_t> indices)> run);

}  // namespace albert

#endif  // ALBERT_TASKS_BATCHER_H_
