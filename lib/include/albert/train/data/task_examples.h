#ifndef ALBERT_TRAIN_DATA_TASK_EXAMPLES_H_
#define ALBERT_TRAIN_DATA_TASK_EXAMPLES_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "albert/base/thread_pool.h"
#include "albert/tasks/windows.h"
#include "albert/tokenizer/tokenizer.h"
#include "albert/train/data/labelled_text.h"
#include "albert/train/data/question_windows.h"
#include "albert/train/data/task_batch.h"

namespace albert::train {

/// The labels that occur in examples, in the order in which classifiers number them: alphabetical,
/// integers by value; for tag `O` first. Empty for tasks without labels.
std::vector<std::string> labels_of(std::span<const LabelledText> examples, Task task);

/// The indices of each example's labels. Throws Error{model} naming `file` and the place of an
/// example with another label.
std::vector<std::vector<std::int32_t>> label_indices(std::span<const LabelledText> examples,
                                                     std::span<const std::string> labels,
                                                     const std::string& file);

/// The examples of a task as ids. Owns its memory; const use is thread-safe.
class TaskExamples {
 public:
  /// Encodes on the pool's threads; texts of more than `window.tokens` tokens (special ones
  /// included) are cut, longest segment first, or for answer divided into windows (both sizes must
  /// be given). Throws Error{model} as label_indices() does, naming a question that leaves its
  /// context no room, and where no answer has the place that the file names.
  TaskExamples(std::span<const LabelledText> texts, Task task, std::span<const std::string> labels,
               const Tokenizer& tokenizer, const WindowOptions& window, const std::string& file,
               ThreadPool& threads);

  Task task() const noexcept { return task_; }
  std::size_t size() const noexcept { return examples_.size() + questions_.size(); }
  /// Examples whose texts were cut.
  std::size_t truncated() const noexcept { return truncated_; }
  /// Answers with another text than the context has at their place, and the place of the first.
  std::size_t misplaced() const noexcept { return misplaced_; }
  const std::string& first_misplaced() const noexcept { return first_misplaced_; }
  /// The questions of answer.
  std::span<const WindowedQuestion> questions() const noexcept { return questions_; }
  /// Tokens of an example, of all its choices or windows together.
  std::size_t tokens(std::size_t index) const noexcept;

  /// Appends an example to a batch; `key` is that of its dropout.
  void append(std::size_t index, std::uint64_t key, TaskBatch& batch) const;

 private:
  struct Sequence {
    std::vector<std::int32_t> ids;
    std::vector<std::int32_t> types;
  };
  struct Example {
    std::vector<Sequence> sequences;   // one, or one for each choice
    std::vector<std::int32_t> labels;  // of the task, see TaskBatch
    std::vector<float> targets;
    bool truncated = false;
  };

  Task task_;
  /// Encodes the questions of answer.
  void add_questions(std::span<const LabelledText> texts, const Tokenizer& tokenizer,
                     const WindowOptions& window, const std::string& file, ThreadPool& threads);

  std::vector<Example> examples_;
  std::vector<WindowedQuestion> questions_;  // answer: instead of examples_
  std::size_t truncated_ = 0;
  std::size_t misplaced_ = 0;
  std::string first_misplaced_;
};

}  // namespace albert::train

#endif  // ALBERT_TRAIN_DATA_TASK_EXAMPLES_H_
