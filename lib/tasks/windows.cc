#include "albert/tasks/windows.h"

#include <algorithm>

namespace albert {
namespace {

/// Tokens [begin, end) of an encoding.
struct Run {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// The tokens of the last segment, without special tokens around it.
Run last_segment(const Encoding& whole) {
  const std::int32_t type = *std::ranges::max_element(whole.token_type_ids);
  const auto belongs = [&](std::size_t i) {
    return whole.special_tokens_mask[i] == 0 && whole.token_type_ids[i] == type;
  };
  Run run;
  while (run.begin < whole.size() && !belongs(run.begin)) ++run.begin;
  run.end = whole.size();
  while (run.end > run.begin && !belongs(run.end - 1)) --run.end;
  return run;
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
                                          std::size_t overlap) {
  if (whole.size() == 0) return {};
  const Run segment = last_segment(whole);
  if (whole.size() <= tokens) return {{whole, segment.begin, segment.end, segment.begin}};
  const std::size_t others = whole.size() - (segment.end - segment.begin);
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
                       segment.begin + kept.end - kept.begin,
                       kept.begin});
  }
  return windows;
}

}  // namespace albert
