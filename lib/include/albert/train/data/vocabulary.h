#ifndef ALBERT_TRAIN_DATA_VOCABULARY_H_
#define ALBERT_TRAIN_DATA_VOCABULARY_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "albert/tokenizer/tokenizer.h"

namespace albert::train {

/// The properties of a tokenizer's vocabulary that are needed to make examples.
struct Vocabulary {
  explicit Vocabulary(const Tokenizer& tokenizer);

  std::size_t size() const noexcept { return starts_word.size(); }

  SpecialTokens special;
  std::vector<std::uint8_t> starts_word;  ///< per id: 1 when the piece begins a word
  std::vector<std::int32_t> ordinary;     ///< ids that may replace a token at random
  std::uint64_t digest = 0;               ///< of all pieces in order
};

}  // namespace albert::train

#endif  // ALBERT_TRAIN_DATA_VOCABULARY_H_
