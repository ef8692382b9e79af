#include "io/archive_checks.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

namespace albert::io {
namespace {

constexpr std::size_t kLongestName = 1024;

// Length of the well-formed UTF-8 sequence at the start of `text`; 0 when there is none.
std::size_t utf8_sequence(std::string_view text) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
  }
  const unsigned char second = byte(1);
  if ((lead == 0xe0 && second < 0xa0) || (lead == 0xed && second > 0x9f) ||
      (lead == 0xf0 && second < 0x90) || (lead == 0xf4 && second > 0x8f)) {
    return 0;
  }
  return length;
}

}  // namespace

Error bad_file(const std::filesystem::path& file, std::string_view problem) {
  return Error(ErrorCode::model, problem, file.string());
}

Error bad_tensor(const std::filesystem::path& file, std::string_view tensor,
                 std::string_view problem) {
  return bad_file(file, fmt::format("tensor '{}': {}", tensor, problem));
}

bool is_plausible_name(std::string_view name) noexcept {
  if (name.empty() || name.size() > kLongestName) return false;
  while (!name.empty()) {
    const auto byte = static_cast<unsigned char>(name[0]);
    const std::size_t length = utf8_sequence(name);
    if (length == 0 || byte < 0x20 || byte == 0x7f) return false;
    name.remove_prefix(length);
  }
  return true;
}

std::size_t checked_byte_count(const std::filesystem::path& file, const TensorEntry& entry) {
  const auto count = element_count(entry.shape);
  if (!count) {
    throw bad_tensor(file, entry.name, "impossible shape " + to_string(entry.shape));
  }
  return *count * size_of(entry.dtype);  // no overflow: see element_count
}

void check_names(const std::filesystem::path& file, std::span<const TensorEntry> entries) {
  std::vector<std::string_view> names;
  names.reserve(entries.size());
  for (const TensorEntry& entry : entries) {
    if (!is_plausible_name(entry.name)) {
      throw bad_file(file, "a tensor's name is empty, too long or not printable text");
    }
    names.push_back(entry.name);
  }
  std::sort(names.begin(), names.end());
  const auto twice = std::adjacent_find(names.begin(), names.end());
  if (twice != names.end()) throw bad_tensor(file, *twice, "is stored twice");
}

bool is_sibling_name(std::string_view name) noexcept {
  return is_plausible_name(name) && name[0] != '.' && name.find('/') == std::string_view::npos;
}

}  // namespace albert::io
