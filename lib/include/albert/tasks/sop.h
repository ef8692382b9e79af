#ifndef ALBERT_TASKS_SOP_H_
#define ALBERT_TASKS_SOP_H_

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "albert/base/thread_pool.h"
#include "albert/model/albert_model.h"
#include "albert/tasks/encoded_text.h"
#include "albert/tokenizer/tokenizer.h"

namespace albert {

/// The order of two segments: index 0 of the logits is "in order", 1 "swapped".
struct SopScore {
  std::string error;  ///< why there is no score; empty when there is one
  float p_in_order = 0;
  float p_swapped = 0;
  std::array<float, 2> logits = {};
  std::size_t truncated = 0;  ///< tokens cut off

  bool good() const noexcept { return error.empty(); }
};

struct SopOptions {
  std::size_t batch_tokens = 4096;
  LongText long_text = LongText::refuse;
};

/// Scores sentence order. Holds references: model and tokenizer must outlive it. Const use is
/// thread-safe (a Workspace and a ThreadPool per caller).
class SopScorer {
 public:
  /// Throws Error{model} when the model has no pooler or SOP head or does not fit the tokenizer.
  SopScorer(const AlbertModel& model, const Tokenizer& tokenizer, SopOptions options);

  /// One score per pair, in order; the same bits with any other pairs, batches and threads. A text
  /// without a pair has an error, as have those that encode_texts refuses.
  std::vector<SopScore> score(std::span<const TextInput> pairs, Workspace& workspace,
                              ThreadPool& threads) const;

 private:
  const AlbertModel& model_;
  const Tokenizer& tokenizer_;
  SopOptions options_;
};

}  // namespace albert

#endif  // ALBERT_TASKS_SOP_H_
