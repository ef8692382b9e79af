#ifndef ALBERT_TRAIN_DATA_JOINED_WORDS_H_
#define ALBERT_TRAIN_DATA_JOINED_WORDS_H_

#include <cstddef>
#include <optional>
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

/// For each word the first of these parts of the text, which are in order, that covers some of it.
/// Empty parts cover nothing, and a part counts for one word only.
std::vector<std::optional<std::size_t>> first_parts(const JoinedWords& words,
                                                    std::span<const ByteRange> parts);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_DATA_JOINED_WORDS_H_
