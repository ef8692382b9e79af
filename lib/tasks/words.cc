#include "albert/tasks/words.h"

#include <cstdint>

#include "tokenizer/unicode.h"

namespace albert {

std::vector<ByteRange> find_words(std::string_view text) {
  std::vector<ByteRange> words;
  bool inside = false;
  for (std::size_t at = 0; at < text.size();) {
    const DecodedCharacter character = decode_utf8(text, at);
    if (is_space(character.code_point)) {
      inside = false;
    } else {
      const auto begin = static_cast<std::uint32_t>(at);
      if (!inside) words.push_back({begin, begin});
      inside = true;
      words.back().end = begin + static_cast<std::uint32_t>(character.length);
    }
    at += character.length;
  }
  return words;
}

}  // namespace albert
