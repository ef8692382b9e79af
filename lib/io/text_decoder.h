#ifndef ALBERT_IO_TEXT_DECODER_H_
#define ALBERT_IO_TEXT_DECODER_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <iconv.h>

namespace albert::io {

/// The name for iconv of an encoding with any usual spelling ("latin-1", "utf_16_le", "GBK"), or
/// nullopt. UTF-8 is "UTF-8"; UTF-16 and UTF-32 without a byte order are little-endian.
std::optional<std::string> encoding_called(const std::string& name);

/// Converts a text to UTF-8 in chunks.
class TextDecoder {
 public:
  /// `encoding` is a result of encoding_called().
  explicit TextDecoder(const std::string& encoding);
  ~TextDecoder();
  TextDecoder(const TextDecoder&) = delete;
  TextDecoder& operator=(const TextDecoder&) = delete;

  /// Appends the text of `chunk`; an incomplete character is kept for the next chunk. Each invalid
  /// byte (UTF-16, UTF-32: unit) becomes U+FFFD. Returns the position of the first of these in
  /// `text`, or npos.
  std::size_t decode(std::string_view chunk, std::string& text);
  /// The same at the end of the text, for an incomplete last character.
  std::size_t finish(std::string& text);

 private:
  std::size_t convert(char* in, std::size_t size, bool last, std::string& text);

  iconv_t converter_;
  std::size_t unit_;     // bytes of a code unit, skipped together
  std::string pending_;  // bytes of an incomplete character
};

}  // namespace albert::io

#endif  // ALBERT_IO_TEXT_DECODER_H_
