#include "train/data/character_offsets.h"

#include "tokenizer/unicode.h"

namespace albert::train {

CharacterOffsets::CharacterOffsets(std::string_view text) : text_(text) {
  for (std::size_t at = 0; at < text.size(); at += decode_utf8(text, at).length) {
    begins_.push_back(at);
  }
  begins_.push_back(text.size());
}

std::optional<std::size_t> CharacterOffsets::byte_of(std::size_t character) const noexcept {
  if (character >= begins_.size()) return std::nullopt;
  return begins_[character];
}

}  // namespace albert::train
