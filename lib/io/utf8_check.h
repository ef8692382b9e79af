#ifndef ALBERT_IO_UTF8_CHECK_H_
#define ALBERT_IO_UTF8_CHECK_H_

#include <cstddef>
#include <string_view>

namespace albert::io {

/// Finds the first byte of a text that is not UTF-8; the text is given in chunks of any size.
class Utf8Check {
 public:
  /// Position in `chunk` of the first invalid character (0 for one that began in the previous
  /// chunk), or npos. Not to be called again after an error.
  std::size_t feed(std::string_view chunk) noexcept;

  /// True when the text so far ends within a character.
  bool within_character() const noexcept { return expected_ > 0; }

 private:
  std::size_t expected_ = 0;  // remaining continuation bytes
  unsigned char least_ = 0;   // the next of them lies in [least_, most_]
  unsigned char most_ = 0;
};

}  // namespace albert::io

#endif  // ALBERT_IO_UTF8_CHECK_H_
