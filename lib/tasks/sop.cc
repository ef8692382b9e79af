#include "albert/tasks/sop.h"

#include <cmath>

#include "albert/base/error.h"
#include "albert/tasks/batcher.h"

namespace albert {
namespace {

/// Softmax of two logits; exact where one is far below the other.
float first_of_two(double logit, double other) noexcept {
  return static_cast<float>(1 / (1 + std::exp(other - logit)));
}

}  // namespace

SopScorer::SopScorer(const AlbertModel& model, const Tokenizer& tokenizer, SopOptions options)
    : model_(model), tokenizer_(tokenizer), options_(options) {
  check_vocabulary(tokenizer, model.config());
  if (!model.parts().pooler || !model.parts().sop_head) {
    throw Error(ErrorCode::model, "the model has no sentence-order head", "sop_classifier.*",
                "Hub copies of ALBERT v1 and v2 lack it; Google's TensorFlow checkpoints have it");
  }
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
  for_each_batch(encoded, options_.batch_tokens,
                 [&](const TokenBatch& batch, std::span<const std::size_t> indices) {
                   const std::span<const float> rows = model_.forward_rows(
                       batch, batch.starts.first(indices.size()), workspace, threads);
                   std::vector<float> pooled(rows.size());
                   std::vector<float> logits(2 * indices.size());
                   model_.pool(rows, pooled, workspace, threads);
                   model_.sop_logits(pooled, logits);
                   for (std::size_t b = 0; b < indices.size(); ++b) {
                     SopScore& score = scores[indices[b]];
                     score.logits = {logits[2 * b], logits[2 * b + 1]};
                     score.p_in_order = first_of_two(score.logits[0], score.logits[1]);
                     check_probability(score.p_in_order);
                     score.p_swapped = first_of_two(score.logits[1], score.logits[0]);
                   }
                 });
  return scores;
}

}  // namespace albert
