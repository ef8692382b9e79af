#include "common/suggestion.h"

#include <algorithm>
#include <vector>

namespace albert::apps {
namespace {

/// Longer names get no suggestion.
constexpr std::size_t kLongestName = 64;

std::string plain(std::string_view name) {
  name.remove_prefix(std::min(name.find_first_not_of('-'), name.size()));
  std::string out;
  for (const char c : name) {
    out += c == '_' ? '-' : (c >= 'A' && c <= 'Z') ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

}  // namespace

std::size_t edit_distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> before_last(to.size() + 1);
  std::vector<std::size_t> last(to.size() + 1);
  std::vector<std::size_t> row(to.size() + 1);
  for (std::size_t j = 0; j <= to.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= from.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= to.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, replaced});
      const bool swapped = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    std::swap(before_last, last);
    std::swap(last, row);
  }
  return last[to.size()];
}

std::string likeliest_name(std::string_view given, std::span<const std::string> known) {
  const std::string name = plain(given);
  if (name.empty() || name.size() > kLongestName) return {};
  const std::size_t tolerated = std::max<std::size_t>(1, name.size() / 3);
  std::string best;
  std::size_t best_distance = tolerated + 1;
  for (const std::string& candidate : known) {
    const std::string other = plain(candidate);
    if (other.size() == 1 && name != other) continue;  // all single letters have distance 1
    std::size_t distance = edit_distance(name, other);
    const bool begins = name.size() >= 3 && other.starts_with(name);
    if (begins) distance = std::min(distance, tolerated);
    if (distance < best_distance) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

}  // namespace albert::apps
