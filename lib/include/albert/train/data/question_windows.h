#ifndef ALBERT_TRAIN_DATA_QUESTION_WINDOWS_H_
#define ALBERT_TRAIN_DATA_QUESTION_WINDOWS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "albert/tasks/windows.h"
#include "albert/tokenizer/tokenizer.h"
#include "albert/train/data/labelled_text.h"
#include "albert/train/data/task_batch.h"

namespace albert::train {

/// A question with a part of its context.
struct QuestionWindow {
  std::vector<std::int32_t> input_ids;
  std::vector<std::int32_t> token_type_ids;
  /// Of the answer; [CLS], token 0, where the answer is not in this window as a whole.
  TokenSpan span = {};
  std::size_t begin = 0;              ///< its first token of the context
  std::vector<ByteRange> words = {};  ///< of each such token: its word in the context
};

/// A question with its context and answers, as model input. Owns its bytes.
struct WindowedQuestion {
  std::string error;  ///< why there are no windows; empty when there are
  std::string context = {};
  std::vector<std::string> answers = {};
  std::vector<QuestionWindow> windows = {};
};

/// The windows of a question, as Answerer makes them. The answer to learn is the first whose place
/// is known; without such a place, and where no token covers it, the spans are not learned. A
/// question without answers has [CLS] as its span.
WindowedQuestion make_windows(const LabelledText& question, const Tokenizer& tokenizer,
                              const WindowOptions& options);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_DATA_QUESTION_WINDOWS_H_
