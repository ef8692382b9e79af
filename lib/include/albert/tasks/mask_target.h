#ifndef ALBERT_TASKS_MASK_TARGET_H_
#define ALBERT_TASKS_MASK_TARGET_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "albert/tokenizer/tokenizer.h"

namespace albert {

/// A word that may stand in a mask's place.
struct MaskTarget {
  std::string word;                  ///< as it was given
  std::vector<std::int32_t> pieces;  ///< at least one; each takes a mask
};

/// What a mask is written after.
struct MaskContext {
  bool begins_word = true;  ///< the start of the text, white space or a special token
  /// Otherwise the run without white space before it; empty after another mask.
  std::string_view before = {};
};

/// The context of the mask at `position` of the encoding of a text, whose segment it belongs to is
/// `segment`.
MaskContext mask_context(const Encoding& encoding, std::size_t position, std::string_view segment,
                         const Tokenizer& tokenizer);

/// The pieces of a word where it stands in this context: "▁capital" at the beginning of a word,
/// "capital" inside. A word that is spelled with the mark of pieces ("▁capital", "##ing") stands at
/// the beginning, or inside, wherever the mask is. A lone "▁" before the word's own pieces is left
/// out. Characters that no piece has are the unknown token. Nothing for a word without pieces.
std::vector<std::int32_t> target_pieces(const Tokenizer& tokenizer, std::string_view word,
                                        const MaskContext& context);

/// A target as Hugging Face's pipeline reads it: the vocabulary entry of exactly that spelling,
/// else the first of the tokens that the word is encoded to.
struct RawTarget {
  std::int32_t token = 0;
  std::size_t pieces = 0;  ///< how many tokens the word has; 0: none, and `token` means nothing
};
RawTarget find_raw_target(const Tokenizer& tokenizer, std::string_view word);

struct FoundTargets {
  std::vector<MaskTarget> targets;
  std::string error;  ///< a word without pieces; empty when there is none
};

/// Words as targets in a context, raw ones if `raw`. Of words with equal pieces the first counts.
FoundTargets find_targets(const Tokenizer& tokenizer, std::span<const std::string> words,
                          const MaskContext& context, bool raw);

}  // namespace albert

#endif  // ALBERT_TASKS_MASK_TARGET_H_
