#ifndef ALBERT_APPS_COMMON_LINE_READER_H_
#define ALBERT_APPS_COMMON_LINE_READER_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "albert/io/text_reader.h"

namespace albert::apps {

/// Reads lines of a file or of stdin through a TextReader, with any bytes and any length. A line
/// ends with LF, CRLF or the end of the file; there is no line after a final line break.
class LineReader {
 public:
  /// `path` "-" is stdin. Throws Error{io} when the file cannot be opened.
  explicit LineReader(const std::string& path, const TextOptions& options = {});

  /// The next line without its end, or nullopt at the end of the file. Waits for input. The view is
  /// valid until the next call of next() or ready(). Throws Error{io} as TextReader does.
  std::optional<std::string_view> next();

  /// True when next() would return without waiting.
  bool ready();

  const std::string& name() const noexcept { return input_.name(); }

 private:
  bool line_buffered();
  void read_some();

  TextReader input_;
  std::string buffer_;
  std::size_t begin_ = 0;    // first byte not returned yet
  std::size_t scanned_ = 0;  // no LF in [begin_, scanned_)
  bool end_of_file_ = false;
};

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_LINE_READER_H_
