#ifndef ALBERT_TASKS_MULTIPLE_CHOICE_H_
#define ALBERT_TASKS_MULTIPLE_CHOICE_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "albert/base/thread_pool.h"
#include "albert/model/albert_model.h"
#include "albert/tasks/encoded_text.h"
#include "albert/tokenizer/tokenizer.h"

namespace albert {

/// A prompt and its possible continuations. Borrowed bytes.
struct ChoiceInput {
  std::string_view prompt;
  std::span<const std::string> choices;
};

/// The choice that fits a prompt best.
struct ChosenAnswer {
  std::string error;                      ///< why there is no answer; empty when there is one
  std::size_t choice = 0;                 ///< index of the highest logit, the first of equal ones
  std::vector<float> probabilities = {};  ///< [choices], the softmax of the logits
  std::vector<float> logits = {};         ///< [choices]
  std::size_t truncated = 0;              ///< tokens cut off, of all choices together

  bool good() const noexcept { return error.empty(); }
};

struct MultipleChoiceOptions {
  std::size_t batch_tokens = 4096;
  LongText long_text = LongText::refuse;
};

/// Chooses among continuations with a multiple-choice head: each choice is a pair (prompt, choice)
/// with one logit, as transformers' AlbertForMultipleChoice computes it. Holds references: model
/// and tokenizer must outlive it. Const use is thread-safe (a Workspace and a ThreadPool per
/// caller).
class MultipleChoice {
 public:
  /// Throws Error{model} when the model has no pooler, no classifier or one of several outputs, or
  /// does not fit the tokenizer.
  MultipleChoice(const AlbertModel& model, const Tokenizer& tokenizer,
                 MultipleChoiceOptions options);

  /// One answer per input, in order; the same bits with any other inputs, batches and threads. An
  /// input of less than two choices has an error, as has one with a choice that encode_texts
  /// refuses. Throws Error{model} when the model's answers are not numbers.
  std::vector<ChosenAnswer> choose(std::span<const ChoiceInput> inputs, Workspace& workspace,
                                   ThreadPool& threads) const;

 private:
  const AlbertModel& model_;
  const Tokenizer& tokenizer_;
  MultipleChoiceOptions options_;
};

}  // namespace albert

#endif  // ALBERT_TASKS_MULTIPLE_CHOICE_H_
