#ifndef ALBERT_TASKS_PSEUDO_LIKELIHOOD_H_
#define ALBERT_TASKS_PSEUDO_LIKELIHOOD_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "albert/base/named_values.h"
#include "albert/base/thread_pool.h"
#include "albert/model/albert_model.h"
#include "albert/tasks/encoded_text.h"
#include "albert/tokenizer/tokenizer.h"

namespace albert {

/// What is masked while a token is predicted.
enum class ScoreMethod : std::uint8_t {
  original,         ///< the token alone (Salazar et al. 2020)
  within_word_l2r,  ///< the later tokens of its word as well (Kauf and Ivanova 2023)
};
constexpr auto named_values(ScoreMethod) {
  return std::to_array<NamedValue<ScoreMethod>>(
      {{ScoreMethod::original, "original"}, {ScoreMethod::within_word_l2r, "within-word-l2r"}});
}

/// A token or a word of a text, and its log-probability in nats; a word's is the sum of its
/// tokens'.
struct ScoredRange {
  ByteRange range;
  float logprob = 0;
};
struct ScoredToken : ScoredRange {
  std::int32_t token = 0;
};

struct TextScore {
  std::string error;                ///< why there is no score; empty when there is one
  std::vector<ScoredToken> tokens;  ///< all but the added [CLS] and [SEP]
  std::vector<ScoredRange> words;   ///< see find_words(); of a truncated text those with tokens
  float pll = 0;                    ///< the sum over all tokens
  std::size_t truncated = 0;        ///< tokens cut off

  bool good() const noexcept { return error.empty(); }
  /// exp(-pll / tokens); NaN without tokens.
  double pseudo_perplexity() const noexcept;
};

struct PseudoLikelihoodOptions {
  ScoreMethod method = ScoreMethod::original;
  std::size_t batch_tokens = 4096;
  std::size_t window = 0;  ///< most tokens of a masked copy; 0: the model's positions
  bool truncate = false;   ///< cut longer texts to a window; else it moves with the mask
};

/// Pseudo-log-likelihoods: each token is predicted from all others, in a copy of the text in which
/// it is masked. Holds references: model and tokenizer must outlive it. Const use is thread-safe (a
/// Workspace and a ThreadPool per caller).
class PseudoLikelihood {
 public:
  /// Throws Error{model} when the model has no MLM head or does not fit the tokenizer, Error{usage}
  /// when the window does not fit the model.
  PseudoLikelihood(const AlbertModel& model, const Tokenizer& tokenizer,
                   PseudoLikelihoodOptions options);

  /// One score per text, in order; the same bits with any other texts, batches and threads. The
  /// copies of all texts share batches. A pair has an error.
  std::vector<TextScore> score(std::span<const TextInput> texts, Workspace& workspace,
                               ThreadPool& threads) const;

 private:
  const AlbertModel& model_;
  const Tokenizer& tokenizer_;
  PseudoLikelihoodOptions options_;
};

}  // namespace albert

#endif  // ALBERT_TASKS_PSEUDO_LIKELIHOOD_H_
