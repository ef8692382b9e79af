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

/// Texts of any size, pipes too, in stretches of about `size` bytes: whole documents (an empty line
/// follows each, the end of a file ends one), but one that is longer is cut behind a line, or
/// behind a word of a line that is longer. Where the cuts are depends on the texts and `size` only.
/// The last stretch has at least half of `size`, unless it is the only one.
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
  std::optional<TextReader> reader_;  // of the one that is open
  std::string buffer_;
  std::size_t used_ = 0;  // handed out by the last call
  std::uint64_t bytes_read_ = 0;
};

}  // namespace albert::train

#endif  // ALBERT_TRAIN_DATA_TEXT_WINDOWS_H_
