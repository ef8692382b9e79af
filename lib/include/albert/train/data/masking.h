#ifndef ALBERT_TRAIN_DATA_MASKING_H_
#define ALBERT_TRAIN_DATA_MASKING_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "albert/train/data/random.h"
#include "albert/train/data/vocabulary.h"

namespace albert::train {

/// Which tokens are predicted, and what the model sees in their place.
struct MaskingOptions {
  double share = 0.15;              ///< of a sequence's tokens, special ones counted
  std::size_t max_predictions = 0;  ///< per sequence; 0 = no other limit than the share
  std::size_t longest_ngram = 3;    ///< n words in a row are chosen with probability ∝ 1/n
  bool whole_words = true;          ///< else every token is a word of its own
  double mask = 0.8;                ///< of the chosen tokens become [MASK]
  double random = 0.1;              ///< become any ordinary token; the rest stays
};

/// What was hidden: rows of the sequence, ascending, and what stood there.
struct MaskedTokens {
  std::vector<std::uint32_t> rows;
  std::vector<std::int32_t> labels;
};

/// Chooses tokens of one sequence ([CLS] A [SEP] B [SEP]), replaces them in `ids`, and reports
/// them in `result` (emptied first). Words never reach across a special token. A sequence whose
/// words are all longer than its share keeps its tokens.
void mask_tokens(std::span<std::int32_t> ids, const Vocabulary& vocabulary,
                 const MaskingOptions& options, Random& random, MaskedTokens& result);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_DATA_MASKING_H_
