#include "albert/train/data/question_windows.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "albert/tasks/alignment.h"

namespace albert::train {
namespace {

constexpr std::size_t kNotLearned = std::numeric_limits<std::size_t>::max();

/// The first and last token of the whole encoding that is a part of these bytes of the context.
std::optional<TokenSpan> find_answer(const Encoding& encoding, std::size_t begin, std::size_t end) {
  std::optional<TokenSpan> span;
  for (std::size_t t = 0; t < encoding.size(); ++t) {
    const ByteRange& range = encoding.offsets[t];
    if (encoding.special_tokens_mask[t] != 0 || encoding.token_type_ids[t] != 1) continue;
    if (range.begin == range.end || range.end <= begin || end <= range.begin) continue;
    if (!span) span = {t, t};
    span->last = t;
  }
  return span;
}

/// The span to learn, as tokens of the whole encoding; none: there is no answer.
std::optional<TokenSpan> span_to_learn(const LabelledText& question, const Encoding& encoding) {
  if (question.answers.empty()) return std::nullopt;
  const auto is_placed = [](const LabelledAnswer& answer) { return answer.begin.has_value(); };
  const auto answer = std::ranges::find_if(question.answers, is_placed);
  constexpr TokenSpan kUnknown = {kNotLearned, kNotLearned};
  if (answer == question.answers.end()) return kUnknown;
  return find_answer(encoding, *answer->begin, *answer->begin + answer->text.size())
      .value_or(kUnknown);
}

/// A span of the whole encoding within a window of it.
TokenSpan span_within(const std::optional<TokenSpan>& span, const EncodingWindow& window) {
  if (!span) return {};
  if (span->first == kNotLearned) return *span;
  const std::size_t source_end = window.source + window.end - window.begin;
  if (span->first < window.source || span->last >= source_end) return {};
  return {span->first - window.source + window.begin, span->last - window.source + window.begin};
}

}  // namespace

WindowedQuestion make_windows(const LabelledText& question, const Tokenizer& tokenizer,
                              const WindowOptions& options) {
  WindowedQuestion result = {.error = {}, .context = *question.pair};
  for (const LabelledAnswer& answer : question.answers) result.answers.push_back(answer.text);
  const Encoding whole = tokenizer.encode(question.text, result.context);
  const std::optional<TokenSpan> span = span_to_learn(question, whole);
  for (EncodingWindow& window : split_windows(whole, options.tokens, *options.overlap)) {
    std::vector<ByteRange> words =
        align_tokens(result.context, window.encoding, window, tokenizer, Alignment::words);
    result.windows.push_back({.input_ids = std::move(window.encoding.input_ids),
                              .token_type_ids = std::move(window.encoding.token_type_ids),
                              .span = span_within(span, window),
                              .begin = window.begin,
                              .words = std::move(words)});
  }
  if (result.windows.empty()) {
    result.error = no_room_problem(whole.size(), true, options);
  }
  return result;
}

}  // namespace albert::train
