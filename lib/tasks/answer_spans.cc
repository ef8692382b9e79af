#include "albert/tasks/answer_spans.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "tokenizer/unicode.h"

namespace albert {
namespace {

/// Softmax of the logits of every second place from `column`, over [begin, end) and the first
/// token; 0 elsewhere.
std::vector<double> probabilities(std::span<const float> logits, std::size_t column,
                                  std::size_t begin, std::size_t end) {
  const auto logit = [&](std::size_t token) { return double{logits[2 * token + column]}; };
  double highest = logit(0);
  for (std::size_t i = begin; i < end; ++i) highest = std::max(highest, logit(i));
  std::vector<double> result(logits.size() / 2);
  double sum = result[0] = std::exp(logit(0) - highest);
  for (std::size_t i = std::max<std::size_t>(begin, 1); i < end; ++i) {
    sum += result[i] = std::exp(logit(i) - highest);
  }
  for (double& probability : result) probability /= sum;
  return result;
}

bool is_positive(double score) {
  return static_cast<float>(score) > 0;
}

}  // namespace

WindowSpans find_spans(std::span<const float> logits, std::size_t begin, std::size_t end,
                       std::size_t max_tokens, std::size_t count) {
  const std::vector<double> starts = probabilities(logits, 0, begin, end);
  const std::vector<double> ends = probabilities(logits, 1, begin, end);
  std::vector<TokenSpan> spans;
  for (std::size_t first = begin; first < end; ++first) {
    for (std::size_t last = first; last < std::min(end, first + max_tokens); ++last) {
      const double score = starts[first] * ends[last];
      if (is_positive(score)) spans.push_back({first, last, score});
    }
  }
  const auto better = [](const TokenSpan& a, const TokenSpan& b) {
    return std::tuple(b.score, a.first, a.last) < std::tuple(a.score, b.first, b.last);
  };
  count = std::min(count, spans.size());
  std::ranges::partial_sort(spans, spans.begin() + static_cast<std::ptrdiff_t>(count), better);
  spans.resize(count);
  return {std::move(spans), starts[0] * ends[0]};
}

void AnswerList::add(ByteRange range, double score) {
  std::string key = lower_case(range.of(context_));
  const auto [place, is_new] = places_.emplace(std::move(key), answers_.size());
  if (is_new) {
    answers_.push_back({score, range});
  } else {
    answers_[place->second].score += score;
  }
}

std::vector<Answer> AnswerList::best(std::size_t count) const {
  std::vector<Scored> sorted = answers_;
  std::ranges::stable_sort(sorted, std::greater(), &Scored::score);
  std::vector<Answer> best;
  for (const Scored& answer : sorted) {
    if (best.size() == count || !is_positive(answer.score)) break;
    best.push_back({static_cast<float>(answer.score), answer.range});
  }
  return best;
}

}  // namespace albert
