#ifndef ALBERT_TASKS_CLASSIFIER_H_
#define ALBERT_TASKS_CLASSIFIER_H_

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "albert/base/named_values.h"
#include "albert/base/thread_pool.h"
#include "albert/config/labels.h"
#include "albert/model/albert_model.h"
#include "albert/tasks/encoded_text.h"
#include "albert/tasks/windows.h"
#include "albert/tokenizer/tokenizer.h"

namespace albert {

/// What makes scores of logits (transformers' function_to_apply).
enum class ScoreFunction {
  none,     ///< the logits themselves
  sigmoid,  ///< each label for itself
  softmax,  ///< over all labels
};
constexpr auto named_values(ScoreFunction) {
  return std::to_array<NamedValue<ScoreFunction>>({{ScoreFunction::none, "none"},
                                                   {ScoreFunction::sigmoid, "sigmoid"},
                                                   {ScoreFunction::softmax, "softmax"}});
}
ScoreFunction function_for(ProblemType type) noexcept;
std::vector<float> scores_of(std::span<const float> logits, ScoreFunction function);

/// The labels of one text.
struct Classification {
  std::string error;               ///< why there is no answer; empty when there is one
  std::vector<float> logits = {};  ///< [labels], the mean over the windows of a long text
  std::vector<float> scores = {};  ///< [labels]
  std::size_t truncated = 0;       ///< tokens cut off
  std::size_t windows = 0;         ///< that the text was divided into

  bool good() const noexcept { return error.empty(); }
  /// Indices of the labels by falling score; equal ones in their own order.
  std::vector<std::size_t> ranking() const;
};

struct ClassifierOptions {
  std::size_t batch_tokens = 4096;
  bool truncate = false;  ///< cut long texts instead of dividing them into windows
  WindowOptions window = {};
  std::optional<ScoreFunction> function = std::nullopt;  ///< default: by the problem type
};

/// Sequence classification and regression, as transformers' text-classification pipeline does it.
/// Holds references: model and tokenizer must outlive it. Const use is thread-safe (a Workspace and
/// a ThreadPool per caller).
class Classifier {
 public:
  /// Throws Error{model} when the model has no classifier or pooler, does not fit the tokenizer, or
  /// has another number of outputs than there are labels.
  Classifier(const AlbertModel& model, const Tokenizer& tokenizer, Labels labels,
             ClassifierOptions options);

  const Labels& labels() const noexcept { return labels_; }
  ScoreFunction function() const noexcept { return function_; }

  /// One answer per text, in order; the same bits with any other texts, batches and threads. Texts
  /// that encode_windows refuses have an error. Throws Error{model} when the model's answers are
  /// not numbers.
  std::vector<Classification> classify(std::span<const TextInput> texts, Workspace& workspace,
                                       ThreadPool& threads) const;

 private:
  const AlbertModel& model_;
  const Tokenizer& tokenizer_;
  Labels labels_;
  ClassifierOptions options_;
  ScoreFunction function_;
};

}  // namespace albert

#endif  // ALBERT_TASKS_CLASSIFIER_H_
