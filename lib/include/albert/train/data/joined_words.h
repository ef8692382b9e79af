#ifndef ALBERT_TRAIN_DATA_JOINED_WORDS_H_
#define ALBERT_TRAIN_DATA_JOINED_WORDS_H_

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "albert/tokenizer/tokenizer.h"

namespace albert::train {

/// The words of a tagged sentence as the text that a tagger reads: single spaces between them.
struct JoinedWords {
  explicit JoinedWords(std::span<const std::string> words);

  std::size_t size() const noexcept { return ranges.size(); }

  std::string text;
  std::vector<ByteRange> ranges;  ///< of each word
};

}  // namespace albert::train

#endif  // ALBERT_TRAIN_DATA_JOINED_WORDS_H_
