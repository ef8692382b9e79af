#include "albert/train/data/joined_words.h"

#include <cstdint>

namespace albert::train {

JoinedWords::JoinedWords(std::span<const std::string> words) {
  for (const std::string& word : words) {
    if (!ranges.empty()) text += ' ';
    const auto begin = static_cast<std::uint32_t>(text.size());
    text += word;
    ranges.push_back({begin, static_cast<std::uint32_t>(text.size())});
  }
}

std::vector<std::optional<std::size_t>> first_parts(const JoinedWords& words,
                                                    std::span<const ByteRange> parts) {
  std::vector<std::optional<std::size_t>> first(words.size());
  std::size_t next = 0;  // word without a part so far
  for (std::size_t i = 0; i < parts.size() && next < words.size(); ++i) {
    const ByteRange& part = parts[i];
    if (part.begin == part.end) continue;
    while (next + 1 < words.size() && words.ranges[next + 1].begin <= part.begin) ++next;
    if (part.end > words.ranges[next].begin) first[next++] = i;
  }
  return first;
}

}  // namespace albert::train
