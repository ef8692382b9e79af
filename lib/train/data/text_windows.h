#ifndef ALBERT_TRAIN_DATA_TEXT_WINDOWS_H_
#define ALBERT_TRAIN_DATA_TEXT_WINDOWS_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "albert/io/text_reader.h"

namespace albert::train {

/// Reads texts of any size, also pipes, in windows of about `size` bytes. A window holds whole
/// documents (each ends at an empty line or at the end of a file); a longer document is divided
/// after a line, and a longer line after a word. The division depends only on the texts and `size`.
/// The last window has at least half of `size`, unless it is the only one.
class TextWindows {
 public:
  TextWindows(std::span<const std::filesystem::path> texts, std::size_t size,
              TextOptions options = {});

  /// Empty at the end; valid until the next call. Throws Error{io}.
  std::string_view next();

  std::uint64_t bytes_read() const noexcept { return bytes_read_; }

 private:
  void fill(std::size_t size);

  std::vector<std::filesystem::path> texts_;
  std::size_t size_;
  std::size_t text_ = 0;  // the next one to open
  TextOptions options_;
  std::optional<TextReader> reader_;  // of the open text
  std::string buffer_;
  std::size_t used_ = 0;  // returned by the last call
  std::uint64_t bytes_read_ = 0;
};

}  // namespace albert::train

#endif  // ALBERT_TRAIN_DATA_TEXT_WINDOWS_H_
