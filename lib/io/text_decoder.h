#ifndef ALBERT_IO_TEXT_DECODER_H_
#define ALBERT_IO_TEXT_DECODER_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <iconv.h>

namespace albert::io {

/// How iconv calls an encoding that people call `name` ("latin-1", "utf_16_le", "GBK"): nothing
/// when it knows none of that name. UTF-8 is "UTF-8"; UTF-16 and UTF-32 without an order of bytes
/// are little-endian.
std::optional<std::string> encoding_called(const std::string& name);

/// Converts a text to UTF-8 chunk by chunk.
class TextDecoder {
 public:
  /// `encoding` is a result of encoding_called().
  explicit TextDecoder(const std::string& encoding);
  ~TextDecoder();
  TextDecoder(const TextDecoder&) = delete;
  TextDecoder& operator=(const TextDecoder&) = delete;

  /// Appends what `chunk` says; what it leaves unfinished is kept for the next chunk. U+FFFD stands
  /// for each byte (UTF-16, UTF-32: unit) that means nothing. Returns where in `text` the first
  /// such is, or npos.
  std::size_t decode(std::string_view chunk, std::string& text);
  /// The same at the end of the text, which may leave something unfinished.
  std::size_t finish(std::string& text);

 private:
  std::size_t convert(char* in, std::size_t size, bool last, std::string& text);

  iconv_t converter_;
  std::size_t unit_;     // bytes that are passed over together
  std::string pending_;  // bytes of a character that is not complete
};

}  // namespace albert::io

#endif  // ALBERT_IO_TEXT_DECODER_H_
