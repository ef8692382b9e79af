#ifndef ALBERT_TRAIN_DATA_TASK_EXAMPLES_H_
#define ALBERT_TRAIN_DATA_TASK_EXAMPLES_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "albert/base/thread_pool.h"
#include "albert/tokenizer/tokenizer.h"
#include "albert/train/data/labelled_text.h"
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
  /// Encodes on the pool's threads; texts of more than `max_length` tokens (special ones included)
  /// are cut, longest segment first. Throws Error{model} as label_indices() does.
  TaskExamples(std::span<const LabelledText> texts, Task task, std::span<const std::string> labels,
               const Tokenizer& tokenizer, std::size_t max_length, const std::string& file,
               ThreadPool& threads);

  Task task() const noexcept { return task_; }
  std::size_t size() const noexcept { return examples_.size(); }
  /// Examples whose texts were cut.
  std::size_t truncated() const noexcept { return truncated_; }
  /// Tokens of an example, of all its choices together.
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
  std::vector<Example> examples_;
  std::size_t truncated_ = 0;
};

}  // namespace albert::train

#endif  // ALBERT_TRAIN_DATA_TASK_EXAMPLES_H_
