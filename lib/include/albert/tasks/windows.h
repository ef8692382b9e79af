#ifndef ALBERT_TASKS_WINDOWS_H_
#define ALBERT_TASKS_WINDOWS_H_

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "albert/base/thread_pool.h"
#include "albert/config/albert_config.h"
#include "albert/tasks/encoded_text.h"
#include "albert/tokenizer/tokenizer.h"

namespace albert {

/// The segment of a pair that is divided; the other one is repeated in each window.
enum class WindowedSegment { second, longer };

/// How a text of more tokens than fit the model is divided into overlapping windows.
struct WindowOptions {
  std::size_t tokens = 0;  ///< of a window, special tokens included; 0: the model's positions
  std::optional<std::size_t> overlap = std::nullopt;  ///< tokens; default a quarter of a window
  WindowedSegment segment = WindowedSegment::second;
};

/// A part of an encoding that is an encoding itself.
struct EncodingWindow {
  Encoding encoding;
  std::size_t begin = 0;  ///< the windowed tokens are encoding[begin, end) …
  std::size_t end = 0;
  std::size_t source = 0;  ///< … and begin at this token of the whole encoding
};

/// Windows over one segment of `whole`, whose encodings have at most `tokens` tokens each;
/// neighbours share `overlap` of them. The last window is the first that
/// reaches the end. An encoding that fits is its own only window. Nothing when the other tokens
/// leave no more room than the overlap takes.
std::vector<EncodingWindow> split_windows(const Encoding& whole, std::size_t tokens,
                                          std::size_t overlap,
                                          WindowedSegment segment = WindowedSegment::second);

/// Why split_windows() gave nothing for a text, or a pair, of so many tokens. Both sizes must be
/// given.
std::string no_room_problem(std::size_t tokens, bool is_pair, const WindowOptions& options);

/// The tokens of `whole`, by rising index, of a window of at most `tokens` tokens around one of
/// them, `position`: all special tokens that encode() added, and as many others before `position`
/// as after it, as far as there are any. Of a pair the other segment keeps its half that is nearer
/// to this one, or more where this one is short. Nothing when the special tokens leave no room.
std::vector<std::size_t> window_around(const Encoding& whole, std::size_t position,
                                       std::size_t tokens);

/// The tokens of a window: `wanted`, or the model's positions if that is 0. Throws Error{usage}
/// when the model has fewer positions.
std::size_t window_tokens(const AlbertConfig& config, std::size_t wanted);

/// The windows of one of several texts, or why it has none.
struct WindowedText {
  std::string error;      ///< empty when the text is good
  std::size_t begin = 0;  ///< its windows are [begin, end) of all
  std::size_t end = 0;
  std::size_t truncated = 0;  ///< tokens cut off
};

struct WindowedTexts {
  std::vector<WindowedText> texts;
  std::vector<EncodedText> windows;   ///< all good
  std::vector<EncodingWindow> spans;  ///< parallel to windows, without their encodings
};

/// Encodes every text, with special tokens, on the pool's threads, and divides long ones into
/// windows or, with `truncate`, cuts them longest-first. A text has an error when it is a pair and
/// the model has one token type only, or when its other segment leaves no room for windows. Throws
/// Error{usage} for windows of more tokens than the model has positions, or not longer than the
/// overlap.
WindowedTexts encode_windows(std::span<const TextInput> texts, const Tokenizer& tokenizer,
                             const AlbertConfig& config, const WindowOptions& options,
                             bool truncate, ThreadPool& threads);

}  // namespace albert

#endif  // ALBERT_TASKS_WINDOWS_H_
