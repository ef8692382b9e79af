#ifndef ALBERT_TRAIN_DATA_TASK_BATCH_H_
#define ALBERT_TRAIN_DATA_TASK_BATCH_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "albert/base/named_values.h"
#include "albert/config/heads.h"
#include "albert/model/albert_model.h"

namespace albert::train {

/// What a model is fine-tuned for.
enum class Task : std::uint8_t {
  classify,     ///< one label of several
  multi_label,  ///< each label holds or not
  regress,      ///< numbers
  tag,          ///< a label for each token
  answer,       ///< the span that answers a question
  choose,       ///< one of several continuations
};
constexpr auto named_values(Task) {
  return std::to_array<NamedValue<Task>>({{Task::classify, "classify"},
                                          {Task::multi_label, "multi-label"},
                                          {Task::regress, "regress"},
                                          {Task::tag, "tag"},
                                          {Task::answer, "answer"},
                                          {Task::choose, "choose"}});
}

/// The head that a task trains.
Head head_of(Task task) noexcept;

/// The first and last token of an answer, as positions in their sequence. A position at or beyond
/// its end is not learned.
struct TokenSpan {
  std::size_t first = 0;
  std::size_t last = 0;
};

/// Examples of a task as model input: B sequences with T tokens in total, packed without padding,
/// and the labels of the task; the other lists are empty.
struct TaskBatch {
  std::vector<std::int32_t> input_ids;       ///< [T]
  std::vector<std::int32_t> token_type_ids;  ///< [T]
  std::vector<std::size_t> starts = {0};     ///< [B+1]
  std::vector<std::uint64_t> keys;           ///< [B] dropout key of each sequence

  std::vector<std::int32_t> labels;  ///< classify [B], tag [T] (negative: not learned), choose [Q]
  std::vector<float> targets;        ///< multi_label [B, labels] of 0 and 1, regress [B, outputs]
  std::vector<TokenSpan> spans;      ///< answer [B]
  std::vector<std::size_t> choices;  ///< choose [Q+1]: question q has sequences [q, q + 1)

  std::size_t tokens() const noexcept { return input_ids.size(); }
  std::size_t sequences() const noexcept { return starts.size() - 1; }
  TokenBatch view() const noexcept { return {input_ids, token_type_ids, starts}; }
};

}  // namespace albert::train

#endif  // ALBERT_TRAIN_DATA_TASK_BATCH_H_
