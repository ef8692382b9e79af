#ifndef ALBERT_TASKS_ANSWERER_H_
#define ALBERT_TASKS_ANSWERER_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "albert/base/thread_pool.h"
#include "albert/model/albert_model.h"
#include "albert/tasks/alignment.h"
#include "albert/tasks/answer_spans.h"
#include "albert/tasks/encoded_text.h"
#include "albert/tasks/windows.h"
#include "albert/tokenizer/tokenizer.h"

namespace albert {

/// The answers to one question, best first.
struct AnsweredQuestion {
  std::string error;                 ///< why there is no result; empty when there is one
  std::vector<Answer> answers = {};  ///< their ranges are bytes of the context
  float null_score = 0;              ///< of "no answer": the lowest of the windows
  std::size_t windows = 0;           ///< that the context was divided into
  /// Of each window [S, 2], start and end of each token (Answerer only).
  std::vector<std::vector<float>> logits = {};

  bool good() const noexcept { return error.empty(); }
};

struct AnswererOptions {
  std::size_t top_k = 1;               ///< answers, at least 1
  std::size_t max_answer_length = 15;  ///< tokens
  Alignment alignment = Alignment::words;
  bool handle_impossible = false;  ///< "no answer" competes
  std::size_t batch_tokens = 4096;
  /// Windows over the context. Defaults: as many tokens as the model has positions, but at most
  /// 384; an overlap of half a window, but at most 128.
  WindowOptions window = {};
};

/// The window of an Answerer's options with both sizes given.
WindowOptions answer_window(WindowOptions window, const AlbertConfig& config);

/// Collects the answers of the windows of one question. Only top_k, max_answer_length, alignment
/// and handle_impossible of the options count. `context` must outlive it.
class AnswerCollector {
 public:
  AnswerCollector(std::string_view context, const AnswererOptions& options)
      : options_(options), answers_(context) {}

  /// A window whose tokens from `begin` on are of the context. `ranges` are those that these grow
  /// to (align_tokens), `logits` are [S, 2], start and end of each token.
  void add(std::size_t begin, std::span<const ByteRange> ranges, std::span<const float> logits);

  AnsweredQuestion result();

 private:
  AnswererOptions options_;
  AnswerList answers_;
  std::size_t windows_ = 0;
  double null_score_ = 1;
};

/// Extractive question answering, as transformers' question-answering pipeline does it. Holds
/// references: model and tokenizer must outlive it. Const use is thread-safe (a Workspace and a
/// ThreadPool per caller).
class Answerer {
 public:
  /// Throws Error{model} when the model has no question answering head or does not fit the
  /// tokenizer.
  Answerer(const AlbertModel& model, const Tokenizer& tokenizer, AnswererOptions options);

  /// One result for each pair of a question and its context, in order; the same bits with any other
  /// pairs, batches and threads. A question without a context has an error, as have those that
  /// encode_windows refuses. Throws Error{model} when the model's answers are not numbers.
  std::vector<AnsweredQuestion> answer(std::span<const TextInput> questions, Workspace& workspace,
                                       ThreadPool& threads) const;

 private:
  const AlbertModel& model_;
  const Tokenizer& tokenizer_;
  AnswererOptions options_;
};

}  // namespace albert

#endif  // ALBERT_TASKS_ANSWERER_H_
