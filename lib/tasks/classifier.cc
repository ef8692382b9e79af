#include "albert/tasks/classifier.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "albert/base/error.h"
#include "albert/model/requirements.h"
#include "albert/tasks/batcher.h"

namespace albert {

std::vector<std::size_t> Classification::ranking() const {
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::greater(), [&](std::size_t i) { return scores[i]; });
  return order;
}

std::vector<float> scores_of(std::span<const float> logits, ProblemType type) {
  std::vector<float> scores(logits.begin(), logits.end());
  switch (type) {
    case ProblemType::regression:
      return scores;
    case ProblemType::multi_label:
      for (float& score : scores) score = static_cast<float>(1 / (1 + std::exp(-double{score})));
      return scores;
    case ProblemType::single_label: {
      const double highest = *std::ranges::max_element(logits);
      double sum = 0;
      for (const float logit : logits) sum += std::exp(logit - highest);
      for (float& score : scores) score = static_cast<float>(std::exp(score - highest) / sum);
      return scores;
    }
  }
  throw Error(ErrorCode::usage, "unknown problem type");
}

Classifier::Classifier(const AlbertModel& model, const Tokenizer& tokenizer, Labels labels,
                       ClassifierOptions options)
    : model_(model), tokenizer_(tokenizer), labels_(std::move(labels)), options_(options) {
  require_vocabulary(model.config(), tokenizer.vocab_size());
  require_head(model, Head::classify);
  const std::size_t outputs = model.head_outputs(Component::classifier);
  if (outputs != labels_.names.size()) {
    throw Error(ErrorCode::model,
                fmt::format("the classifier has {} outputs, but the config names {} labels",
                            outputs, labels_.names.size()),
                "id2label");
  }
}

std::vector<Classification> Classifier::classify(std::span<const TextInput> texts,
                                                 Workspace& workspace, ThreadPool& threads) const {
  const WindowedTexts encoded = encode_windows(texts, tokenizer_, model_.config(), options_.window,
                                               options_.truncate, threads);
  const std::size_t outputs = labels_.names.size();
  std::vector<float> window_logits(encoded.windows.size() * outputs);
  for_each_batch(
      encoded.windows, options_.batch_tokens,
      [&](const TokenBatch& batch, std::span<const std::size_t> indices) {
        const std::span<const float> rows =
            model_.forward_rows(batch, batch.starts.first(indices.size()), workspace, threads);
        std::vector<float> pooled(rows.size());
        std::vector<float> logits(indices.size() * outputs);
        model_.pool(rows, pooled, workspace, threads);
        model_.head_logits(Component::classifier, pooled, logits, workspace, threads);
        for (std::size_t b = 0; b < indices.size(); ++b) {
          std::copy_n(logits.begin() + static_cast<std::ptrdiff_t>(b * outputs), outputs,
                      window_logits.begin() + static_cast<std::ptrdiff_t>(indices[b] * outputs));
        }
      });
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
    answer.scores = scores_of(answer.logits, labels_.effective_type());
    for (const float score : answer.scores) require_probability(score);
  }
  return answers;
}

}  // namespace albert
