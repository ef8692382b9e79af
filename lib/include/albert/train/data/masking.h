#ifndef ALBERT_TRAIN_DATA_MASKING_H_
#define ALBERT_TRAIN_DATA_MASKING_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "albert/train/data/random.h"
#include "albert/train/data/vocabulary.h"

namespace albert::train {

/// Which tokens are selected for prediction, and how they are replaced in the input.
struct MaskingOptions {
  double share = 0.15;              ///< fraction of the sequence's tokens, special ones included
  std::size_t max_predictions = 0;  ///< per sequence; 0 = no limit except the share
  std::size_t longest_ngram = 3;    ///< runs of n words are chosen with probability ∝ 1/n
  bool whole_words = true;          ///< false: single tokens
  double mask = 0.8;                ///< fraction of selected tokens replaced by [MASK]
  double random = 0.1;              ///< fraction replaced by an ordinary token; others stay
};

/// The selected tokens: rows of the sequence, ascending, and the original ids.
struct MaskedTokens {
  std::vector<std::uint32_t> rows;
  std::vector<std::int32_t> labels;
};

/// Selects tokens of one sequence ([CLS] A [SEP] B [SEP]), replaces them in `ids`, and returns them
/// in `result` (cleared first). Words do not extend across special tokens. If all words of a
/// sequence have more tokens than its share, none is selected.
void mask_tokens(std::span<std::int32_t> ids, const Vocabulary& vocabulary,
                 const MaskingOptions& options, Random& random, MaskedTokens& result);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_DATA_MASKING_H_
