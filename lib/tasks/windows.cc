#include "albert/tasks/windows.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "albert/base/error.h"

namespace albert {
namespace {

/// Tokens [begin, end) of an encoding.
struct Run {
  std::size_t begin = 0;
  std::size_t end = 0;

  std::size_t size() const noexcept { return end - begin; }
};

/// The tokens of type `type`, without special tokens around them.
Run segment_of(const Encoding& whole, std::int32_t type) {
  const auto belongs = [&](std::size_t i) {
    return whole.special_tokens_mask[i] == 0 && whole.token_type_ids[i] == type;
  };
  Run run;
  while (run.begin < whole.size() && !belongs(run.begin)) ++run.begin;
  run.end = whole.size();
  while (run.end > run.begin && !belongs(run.end - 1)) --run.end;
  return run;
}

Run windowed_segment(const Encoding& whole, WindowedSegment which) {
  const Run last = segment_of(whole, *std::ranges::max_element(whole.token_type_ids));
  if (which == WindowedSegment::second) return last;
  const Run first = segment_of(whole, 0);
  return first.size() > last.size() ? first : last;
}

template <typename T>
std::vector<T> slice(const std::vector<T>& all, const Run& segment, const Run& kept) {
  const auto at = [&](std::size_t i) { return all.begin() + static_cast<std::ptrdiff_t>(i); };
  std::vector<T> result(at(0), at(segment.begin));
  result.insert(result.end(), at(kept.begin), at(kept.end));
  result.insert(result.end(), at(segment.end), all.end());
  return result;
}

}  // namespace

std::vector<EncodingWindow> split_windows(const Encoding& whole, std::size_t tokens,
                                          std::size_t overlap, WindowedSegment which) {
  if (whole.size() == 0) return {};
  const Run segment = windowed_segment(whole, which);
  if (whole.size() <= tokens) return {{whole, segment.begin, segment.end, segment.begin}};
  const std::size_t others = whole.size() - segment.size();
  if (tokens <= others + overlap) return {};
  const std::size_t room = tokens - others;
  std::vector<EncodingWindow> windows;
  for (Run kept = {segment.begin, 0}; kept.end < segment.end; kept.begin += room - overlap) {
    kept.end = std::min(segment.end, kept.begin + room);
    windows.push_back({{.input_ids = slice(whole.input_ids, segment, kept),
                        .token_type_ids = slice(whole.token_type_ids, segment, kept),
                        .special_tokens_mask = slice(whole.special_tokens_mask, segment, kept),
                        .offsets = slice(whole.offsets, segment, kept)},
                       segment.begin,
                       segment.begin + kept.size(),
                       kept.begin});
  }
  return windows;
}

std::vector<std::size_t> window_around(const Encoding& whole, std::size_t position,
                                       std::size_t tokens) {
  const std::vector<std::uint8_t>& special = whole.special_tokens_mask;
  std::vector<std::size_t> kept;  // special tokens, then all others
  Run near;                       // the segment of the token
  Run other;                      // the other one
  for (std::size_t begin = 0; begin <= special.size();) {
    const auto from = special.begin() + static_cast<std::ptrdiff_t>(begin);
    const Run segment = {
        begin, static_cast<std::size_t>(std::find(from, special.end(), 1) - special.begin())};
    if (segment.end < special.size()) kept.push_back(segment.end);
    begin = segment.end + 1;
    const bool is_near = segment.begin <= position && position < segment.end;
    if (is_near) near = segment;
    if (!is_near && segment.end > segment.begin) other = segment;
  }
  if (tokens <= kept.size()) return {};
  const std::size_t room = tokens - kept.size();
  const std::size_t rest = room - std::min(room, near.size());
  const std::size_t others = std::min(other.size(), std::max(rest, room / 2));
  const std::size_t own = std::min(near.size(), room - others);
  const std::size_t before = std::min(position - near.begin, own / 2);
  const std::size_t own_begin = std::min(position - before, near.end - own);
  const std::size_t others_begin = other.begin < near.begin ? other.end - others : other.begin;
  for (std::size_t i = 0; i < own; ++i) kept.push_back(own_begin + i);
  for (std::size_t i = 0; i < others; ++i) kept.push_back(others_begin + i);
  std::ranges::sort(kept);
  return kept;
}

std::string no_room_problem(std::size_t tokens, bool is_pair, const WindowOptions& options) {
  return fmt::format("has {} tokens, and {} no room for windows of {} that overlap by {}", tokens,
                     is_pair ? "its other segment leaves" : "special tokens leave", options.tokens,
                     *options.overlap);
}

std::size_t window_tokens(const AlbertConfig& config, std::size_t wanted) {
  const auto positions = static_cast<std::size_t>(config.max_position_embeddings);
  if (wanted <= positions) return wanted == 0 ? positions : wanted;
  throw Error(
      ErrorCode::usage,
      fmt::format("windows of {} tokens do not fit the model's {} positions", wanted, positions));
}

namespace {

/// The options with all sizes given.
WindowOptions resolve(const AlbertConfig& config, WindowOptions options) {
  options.tokens = window_tokens(config, options.tokens);
  options.overlap = options.overlap.value_or(options.tokens / 4);
  if (*options.overlap >= options.tokens) {
    throw Error(ErrorCode::usage, fmt::format("windows of {} tokens cannot overlap by {}",
                                              options.tokens, *options.overlap));
  }
  return options;
}

/// The windows of one text, or an error.
struct TextWindows {
  std::vector<EncodingWindow> windows;
  std::size_t truncated = 0;
  std::string error;
};

TextWindows windows_of(const TextInput& text, const Tokenizer& tokenizer,
                       const AlbertConfig& config, const WindowOptions& window, bool truncate) {
  TextWindows result;
  result.error = pair_problem(text, config);
  if (!result.error.empty()) return result;
  EncodeOptions options;
  if (truncate) options.max_length = window.tokens;
  const Encoding whole = tokenizer.encode(text.text, text.pair, options);
  result.truncated = whole.truncated;
  result.windows = split_windows(whole, window.tokens, *window.overlap, window.segment);
  if (result.windows.empty()) {
    result.error = no_room_problem(whole.size(), text.pair.has_value(), window);
  }
  return result;
}

}  // namespace

WindowedTexts encode_windows(std::span<const TextInput> texts, const Tokenizer& tokenizer,
                             const AlbertConfig& config, const WindowOptions& options,
                             bool truncate, ThreadPool& threads) {
  const WindowOptions resolved = resolve(config, options);
  std::vector<TextWindows> each(texts.size());
  threads.run(texts.size(), [&](std::size_t i, std::size_t) {
    each[i] = windows_of(texts[i], tokenizer, config, resolved, truncate);
  });
  WindowedTexts all;
  for (TextWindows& text : each) {
    WindowedText entry = {std::move(text.error), all.windows.size(), 0, text.truncated};
    for (EncodingWindow& window : text.windows) {
      all.windows.push_back({std::exchange(window.encoding, {}), {}});
      all.spans.push_back(std::move(window));
    }
    entry.end = all.windows.size();
    all.texts.push_back(std::move(entry));
  }
  return all;
}

}  // namespace albert
