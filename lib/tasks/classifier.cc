#include "albert/tasks/classifier.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <utility>

#include "albert/model/requirements.h"
#include "tasks/pooled_logits.h"
#include "tasks/softmax.h"

namespace albert {

std::vector<std::size_t> Classification::ranking() const {
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::greater(), [&](std::size_t i) { return scores[i]; });
  return order;
}

ScoreFunction function_for(ProblemType type) noexcept {
  switch (type) {
    case ProblemType::regression:
      return ScoreFunction::none;
    case ProblemType::multi_label:
      return ScoreFunction::sigmoid;
    case ProblemType::single_label:
      return ScoreFunction::softmax;
  }
  return ScoreFunction::none;
}

std::vector<float> scores_of(std::span<const float> logits, ScoreFunction function) {
  if (function == ScoreFunction::softmax) return tasks::softmax(logits);
  std::vector<float> scores(logits.begin(), logits.end());
  if (function == ScoreFunction::none) return scores;
  for (float& score : scores) score = static_cast<float>(1 / (1 + std::exp(-double{score})));
  return scores;
}

Classifier::Classifier(const AlbertModel& model, const Tokenizer& tokenizer, Labels labels,
                       ClassifierOptions options)
    : model_(model),
      tokenizer_(tokenizer),
      labels_(std::move(labels)),
      options_(options),
      function_(options.function.value_or(function_for(labels_.effective_type()))) {
  require_vocabulary(model.config(), tokenizer.vocab_size());
  require_head(model, Head::classify);
  require_outputs(model, labels_.names.size());
}

std::vector<Classification> Classifier::classify(std::span<const TextInput> texts,
                                                 Workspace& workspace, ThreadPool& threads) const {
  const WindowedTexts encoded = encode_windows(texts, tokenizer_, model_.config(), options_.window,
                                               options_.truncate, threads);
  const std::size_t outputs = labels_.names.size();
  const std::vector<float> window_logits = tasks::pooled_logits(
      model_, Component::classifier, encoded.windows, options_.batch_tokens, workspace, threads);
  std::vector<Classification> answers(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const WindowedText& text = encoded.texts[i];
    Classification& answer = answers[i];
    answer.error = text.error;
    answer.truncated = text.truncated;
    if (!text.error.empty()) continue;
    answer.windows = text.end - text.begin;
    std::vector<double> sums(outputs);
    for (std::size_t w = text.begin; w < text.end; ++w) {
      for (std::size_t j = 0; j < outputs; ++j) sums[j] += window_logits[w * outputs + j];
    }
    for (const double sum : sums) {
      answer.logits.push_back(static_cast<float>(sum / static_cast<double>(answer.windows)));
    }
    answer.scores = scores_of(answer.logits, function_);
    require_finite(answer.scores);
  }
  return answers;
}

}  // namespace albert
