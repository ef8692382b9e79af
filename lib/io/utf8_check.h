#ifndef ALBERT_IO_UTF8_CHECK_H_
#define ALBERT_IO_UTF8_CHECK_H_

#include <cstddef>
#include <string_view>

namespace albert::io {

/// Looks for the first byte of a text that is not UTF-8; the text comes in chunks of any size.
class Utf8Check {
 public:
  /// Where in `chunk` it is found that the text is no UTF-8 (that of a character cut off by the
  /// chunk before: 0), or npos. Not to be called again after that.
  std::size_t feed(std::string_view chunk) noexcept;

  /// True when the text so far ends within a character.
  bool within_character() const noexcept { return expected_ > 0; }

 private:
  std::size_t expected_ = 0;  // continuation bytes still to come
  unsigned char least_ = 0;   // the next of them lies in [least_, most_]
  unsigned char most_ = 0;
};

}  // namespace albert::io

#endif  // ALBERT_IO_UTF8_CHECK_H_
