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

/// Suspicious input in a text, which is read nevertheless.
struct TextWarning {
  enum class Kind : std::uint8_t {
    not_utf8,     ///< bytes that are not UTF-8; they are not changed
    looks_utf16,  ///< zero bytes as in UTF-16 or UTF-32 without a byte-order mark
    undecodable,  ///< bytes that are invalid in the encoding; they become U+FFFD
    json_lines,   ///< the first line is a JSON object, or begins an array of objects
  };

  Kind kind = Kind::not_utf8;
  std::string file;      ///< name for messages
  std::size_t line = 0;  ///< from 1
  std::string encoding;  ///< looks_utf16: the likely encoding; undecodable: the one used
};

/// How texts are read.
struct TextOptions {
  /// Name of the encoding for iconv; empty: UTF-8. A byte-order mark takes precedence.
  std::string encoding = {};
  /// Called once per file and kind of warning, while the text is read. May be empty.
  std::function<void(const TextWarning&)> warn = {};
  /// Names for messages, for files that have another one than their path.
  std::map<std::string, std::string> names = {};

  std::string name_of(const std::filesystem::path& file) const;
};

/// The ending of a file's name, in lower case; that of a compressed file (.gz, .xz, .zst) does not
/// count: ".jsonl" of "a.JSONL.gz".
std::string name_ending(std::string_view name);

/// Throws Error{usage} when `name` is not an encoding that iconv supports.
void check_encoding(const std::string& name);

/// Reads a text as UTF-8. gzip, xz and Zstandard files (recognized by content, also with several
/// members) are decompressed; a byte-order mark of UTF-8, UTF-16 or UTF-32 selects the encoding and
/// is dropped. A stream with bounded memory. Not thread-safe.
class TextReader {
 public:
  /// `file` "-" is stdin. Throws Error{io} when it cannot be opened, Error{usage} as
  /// check_encoding() does.
  explicit TextReader(const std::filesystem::path& file, TextOptions options = {});
  ~TextReader();
  TextReader(TextReader&&) noexcept;
  TextReader& operator=(TextReader&&) noexcept;

  /// Reads from the file at most once and appends the result, which may be empty (half a character,
  /// half a block of a compressed file). False at the end of the text. Throws Error{io} when the
  /// file cannot be read or its compressed data is truncated, damaged, or of an unsupported kind
  /// (zip, tar, bzip2).
  bool read_some(std::string& text);

  /// True when read_some() would not block.
  bool ready();

  /// Name of the file for messages.
  const std::string& name() const noexcept;

 private:
  class Stream;
  std::unique_ptr<Stream> stream_;
};

}  // namespace albert

#endif  // ALBERT_IO_TEXT_READER_H_
