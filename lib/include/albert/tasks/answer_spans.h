#ifndef ALBERT_TASKS_ANSWER_SPANS_H_
#define ALBERT_TASKS_ANSWER_SPANS_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "albert/tokenizer/tokenizer.h"

namespace albert {

/// Tokens first to last of a window as an answer.
struct TokenSpan {
  std::size_t first = 0;
  std::size_t last = 0;
  double score = 0;  ///< p(start) · p(end)
};

struct WindowSpans {
  std::vector<TokenSpan> spans;  ///< best first, of equal ones the earlier; scores above 0
  double null_score = 0;         ///< p(start) · p(end) of the first token, [CLS]: no answer
};

/// The best spans of at most `max_tokens` tokens in tokens [begin, end) of a window, at most
/// `count`. `logits` are [S, 2], start and end of each token; probabilities are over [begin, end)
/// and the window's first token.
WindowSpans find_spans(std::span<const float> logits, std::size_t begin, std::size_t end,
                       std::size_t max_tokens, std::size_t count);

struct Answer {
  float score = 0;  ///< above 1 where spans of several windows have one text
  ByteRange range;  ///< in the context; empty at 0: there is no answer
};

/// The answers of several windows to one question. Spans whose texts differ in case only are one
/// answer: their scores are added, and the first place counts, as in transformers.
class AnswerList {
 public:
  /// `context` must outlive the list.
  explicit AnswerList(std::string_view context) : context_(context) {}

  void add(ByteRange range, double score);
  /// Adds "no answer", which has no text, as a competitor.
  void add_null(double score) { answers_.push_back({score, {0, 0}}); }

  /// The best `count`, of equal ones the first added; without those of score 0.
  std::vector<Answer> best(std::size_t count) const;

 private:
  struct Scored {
    double score;
    ByteRange range;
  };

  std::string_view context_;
  std::vector<Scored> answers_;
  std::unordered_map<std::string, std::size_t> places_;  // in answers_, by lower-cased text
};

}  // namespace albert

#endif  // ALBERT_TASKS_ANSWER_SPANS_H_
