#include "source/missing_names.h"

#include <algorithm>
#include <cstddef>

#include <fmt/format.h>

namespace albert::source {

std::string common_prefix(std::span<const std::string_view> names) {
  if (names.empty()) return {};
  std::string_view prefix = names[0];
  for (const std::string_view name : names) {
    const auto ends = std::ranges::mismatch(prefix, name);
    prefix = prefix.substr(0, static_cast<std::size_t>(ends.in1 - prefix.begin()));
  }
  const std::size_t last = prefix.find_last_of("./");
  return last == std::string_view::npos ? std::string() : std::string(prefix.substr(0, last + 1));
}

std::vector<std::string> describe_missing(std::span<const std::string> missing,
                                          std::span<const std::string_view> unknown) {
  constexpr std::size_t kShown = 3;
  std::vector<std::string> lines;
  const std::size_t shown = missing.size() > kShown ? kShown - 1 : missing.size();
  for (const std::string& name : missing.first(shown)) lines.push_back(name + " is missing");
  if (missing.size() > shown) {
    lines.push_back(fmt::format("{} more tensors are missing", missing.size() - shown));
  }
  if (missing.empty() || unknown.empty()) return lines;
  std::string there;
  for (const std::string_view name : unknown.first(std::min(unknown.size(), kShown))) {
    there += fmt::format("{}'{}'", there.empty() ? "" : ", ", name);
  }
  if (unknown.size() > kShown) there += fmt::format(" and {} more", unknown.size() - kShown);
  const std::string prefix = common_prefix(unknown);
  lines.push_back(fmt::format("there are instead, of no known name: {}{}", there,
                              prefix.empty() || unknown.size() == 1
                                  ? ""
                                  : fmt::format(", which all begin with '{}'", prefix)));
  return lines;
}

}  // namespace albert::source
