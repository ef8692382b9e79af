#include "albert/tasks/sop.h"

#include <cmath>

#include "albert/model/requirements.h"
#include "tasks/pooled_logits.h"

namespace albert {
namespace {

/// Softmax of two logits; exact where one is far below the other.
float first_of_two(double logit, double other) noexcept {
  return static_cast<float>(1 / (1 + std::exp(other - logit)));
}

}  // namespace

SopScorer::SopScorer(const AlbertModel& model, const Tokenizer& tokenizer, SopOptions options)
    : model_(model), tokenizer_(tokenizer), options_(options) {
  require_vocabulary(model.config(), tokenizer.vocab_size());
  require_head(model, Head::sop);
}

std::vector<SopScore> SopScorer::score(std::span<const TextInput> pairs, Workspace& workspace,
                                       ThreadPool& threads) const {
  std::vector<EncodedText> encoded =
      encode_texts(pairs, tokenizer_, model_.config(), options_.long_text, threads);
  std::vector<SopScore> scores(pairs.size());
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (!pairs[i].pair) encoded[i].error = "has no second segment";
    scores[i].error = encoded[i].error;
    scores[i].truncated = encoded[i].encoding.truncated;
  }
  const std::vector<float> logits = tasks::pooled_logits(model_, Component::sop_head, encoded,
                                                         options_.batch_tokens, workspace, threads);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    SopScore& score = scores[i];
    if (!score.good()) continue;
    score.logits = {logits[2 * i], logits[2 * i + 1]};
    score.p_in_order = first_of_two(score.logits[0], score.logits[1]);
    require_finite(score.p_in_order);
    score.p_swapped = first_of_two(score.logits[1], score.logits[0]);
  }
  return scores;
}

}  // namespace albert
