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

}  // namespace albert::train
