#ifndef ALBERT_IO_TEXT_READER_H_
#define ALBERT_IO_TEXT_READER_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace albert {

/// What is odd about a text that is read all the same.
struct TextWarning {
  enum class Kind : std::uint8_t {
    not_utf8,     ///< bytes that are not UTF-8; they stay as they are
    looks_utf16,  ///< zero bytes as in UTF-16 or UTF-32 without a byte-order mark
    undecodable,  ///< bytes that mean nothing in the encoding; U+FFFD stands for them
    json_lines,   ///< the first line is a JSON object, or begins an array of objects
  };

  Kind kind = Kind::not_utf8;
  std::string file;      ///< as messages call it
  std::size_t line = 0;  ///< from 1
  std::string encoding;  ///< looks_utf16: the likely one; undecodable: the one that was read
};

/// How texts are read.
struct TextOptions {
  /// Name of the encoding, as iconv knows it; empty: UTF-8. A byte-order mark counts for more.
  std::string encoding = {};
  /// Hears of each kind of oddity once per file, while the text is read. May be empty.
  std::function<void(const TextWarning&)> warn = {};
  /// What messages call files that have a name of their own.
  std::map<std::string, std::string> names = {};

  std::string name_of(const std::filesystem::path& file) const;
};

/// Throws Error{usage} when `name` is no encoding that texts can be read in.
void check_encoding(const std::string& name);

/// The bytes of a text as UTF-8. gzip, xz and Zstandard files (told by their content, several
/// members too) are decompressed; a byte-order mark of UTF-8, UTF-16 or UTF-32 decides the encoding
/// and is dropped. Streams: memory is bounded whatever the file holds. Not thread-safe.
class TextReader {
 public:
  /// `file` "-" is stdin. Throws Error{io} when it cannot be opened, Error{usage} as
  /// check_encoding() does.
  explicit TextReader(const std::filesystem::path& file, TextOptions options = {});
  ~TextReader();
  TextReader(TextReader&&) noexcept;
  TextReader& operator=(TextReader&&) noexcept;

  /// Reads from the file once at most and appends what that gives, which may be nothing yet (half a
  /// character, half a block of a compressed file). False at the end of the text. Throws Error{io}
  /// when the file cannot be read or its compressed data is cut off, damaged, or of a kind that is
  /// not read (zip, tar, bzip2).
  bool read_some(std::string& text);

  /// True when read_some() would not wait.
  bool ready();

  /// As messages call the file.
  const std::string& name() const noexcept;

 private:
  class Stream;
  std::unique_ptr<Stream> stream_;
};

}  // namespace albert

#endif  // ALBERT_IO_TEXT_READER_H_
