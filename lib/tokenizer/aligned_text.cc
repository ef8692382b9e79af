#include "tokenizer/aligned_text.h"

#include "tokenizer/unicode.h"

namespace albert {

void AlignedText::append(char32_t code_point, std::uint32_t from) {
  const std::size_t before = text.size();
  append_utf8(text, code_point);
  origin.insert(origin.end(), text.size() - before, from);
}

void AlignedText::assign(const AlignedText& other, std::size_t first, std::size_t last) {
  text.assign(other.text, first, last - first);
  origin.assign(other.origin.begin() + static_cast<std::ptrdiff_t>(first),
                other.origin.begin() + static_cast<std::ptrdiff_t>(last));
  end = other.origin_of(last);
}

ByteRange AlignedText::range(std::size_t first, std::size_t last) const noexcept {
  const std::uint32_t begin = origin_of(first);
  if (first >= last) return {begin, begin};
  const std::uint32_t last_character = origin[last - 1];
  while (last < origin.size() && origin[last] == last_character) ++last;
  return {begin, origin_of(last)};
}

}  // namespace albert
