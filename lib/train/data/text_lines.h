#ifndef ALBERT_TRAIN_DATA_TEXT_LINES_H_
#define ALBERT_TRAIN_DATA_TEXT_LINES_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "albert/io/text_reader.h"

namespace albert::train {

/// The options of a file that is meant to be JSON: no warning that it looks like it.
TextOptions json_text_options(TextOptions options);

/// Reads the lines of a text of any size in blocks.
class TextLines {
 public:
  /// Throws Error{io} as TextReader does.
  TextLines(const std::filesystem::path& text, const TextOptions& options);

  /// The next lines without their LF, at most `most`, fewer when they are long; none at the end.
  /// Valid until the next call. Throws Error{io}.
  std::span<const std::string_view> next(std::size_t most);

  /// Bytes of the lines returned so far.
  std::uint64_t bytes() const noexcept { return bytes_; }

 private:
  TextReader reader_;
  bool more_ = true;
  std::string buffer_;
  std::size_t used_ = 0;  // of the buffer, by the last call
  std::uint64_t bytes_ = 0;
  std::vector<std::pair<std::size_t, std::size_t>> ranges_;
  std::vector<std::string_view> lines_;
};

}  // namespace albert::train

#endif  // ALBERT_TRAIN_DATA_TEXT_LINES_H_
