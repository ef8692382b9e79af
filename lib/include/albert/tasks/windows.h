#ifndef ALBERT_TASKS_WINDOWS_H_
#define ALBERT_TASKS_WINDOWS_H_

#include <cstddef>
#include <optional>
#include <vector>

#include "albert/tokenizer/tokenizer.h"

namespace albert {

/// How a text of more tokens than fit the model is divided into overlapping windows.
struct WindowOptions {
  std::size_t tokens = 0;  ///< of a window, special tokens included; 0: the model's positions
  std::optional<std::size_t> overlap = std::nullopt;  ///< tokens; default a quarter of a window
};

/// A part of an encoding that is an encoding itself: all but the windowed segment is repeated.
struct EncodingWindow {
  Encoding encoding;
  std::size_t begin = 0;  ///< the windowed tokens are encoding[begin, end) …
  std::size_t end = 0;
  std::size_t source = 0;  ///< … and begin at this token of the whole encoding
};

/// Windows over the last segment of `whole` (the pair where there is one), whose encodings have at
/// most `tokens` tokens each; neighbours share `overlap` of them. The last window is the first that
/// reaches the end. An encoding that fits is its own only window. Nothing when the other tokens
/// leave no more room than the overlap takes.
std::vector<EncodingWindow> split_windows(const Encoding& whole, std::size_t tokens,
                                          std::size_t overlap);

}  // namespace albert

#endif  // ALBERT_TASKS_WINDOWS_H_
