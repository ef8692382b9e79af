#ifndef ALBERT_TOKENIZER_ALIGNED_TEXT_H_
#define ALBERT_TOKENIZER_ALIGNED_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "albert/tokenizer/tokenizer.h"

namespace albert {

/// Normalized text with the mapping to the original: for each of its bytes, the beginning of the
/// character in the original text that it came from. Origins never decrease, so a dropped character
/// belongs to the one before it.
struct AlignedText {
  std::string text;                   ///< UTF-8
  std::vector<std::uint32_t> origin;  ///< one per byte of `text`
  std::uint32_t end = 0;              ///< where the last character ends in the original

  std::size_t size() const noexcept { return text.size(); }

  void clear() noexcept {
    text.clear();
    origin.clear();
    end = 0;
  }

  /// Assigns bytes [first, last) of `other`.
  void assign(const AlignedText& other, std::size_t first, std::size_t last);

  void reserve(std::size_t bytes) {
    text.reserve(bytes);
    origin.reserve(bytes);
  }

  void push(char byte, std::uint32_t from) {
    text.push_back(byte);
    origin.push_back(from);
  }

  void append(std::string_view bytes, std::uint32_t from) {
    text.append(bytes);
    origin.insert(origin.end(), bytes.size(), from);
  }

  void append(char32_t code_point, std::uint32_t from);

  /// The origin of byte `index` (<= size()).
  std::uint32_t origin_of(std::size_t index) const noexcept {
    return index < origin.size() ? origin[index] : end;
  }

  /// The original bytes of [first, last): whole characters, so that every part of an expanded
  /// character (one half: 1, fraction slash, 2) gets all of it. Empty where `first == last`.
  ByteRange range(std::size_t first, std::size_t last) const noexcept;
};

}  // namespace albert

#endif  // ALBERT_TOKENIZER_ALIGNED_TEXT_H_
