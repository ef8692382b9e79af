#include "common/utf8.h"

#include <cstdint>

namespace albert::apps {
namespace {

/// Length of the character at the front, or of its well-formed prefix.
struct Unit {
  std::size_t bytes;
  bool complete;
};

Unit front(std::string_view bytes) noexcept {
  const auto at = [&](std::size_t i) { return static_cast<std::uint8_t>(bytes[i]); };
  const std::uint8_t lead = at(0);
  if (lead < 0x80) return {1, true};
  if (lead < 0xC2 || lead > 0xF4) return {1, false};
  const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  // The second byte's range excludes overlong forms, surrogates and values above U+10FFFF.
  const std::uint8_t low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const std::uint8_t high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  for (std::size_t i = 1; i < length; ++i) {
    if (i == bytes.size() || at(i) < (i == 1 ? low : 0x80) || at(i) > (i == 1 ? high : 0xBF)) {
      return {i, false};
    }
  }
  return {length, true};
}

}  // namespace

std::size_t valid_utf8_prefix(std::string_view bytes) noexcept {
  std::size_t at = 0;
  while (at < bytes.size()) {
    const Unit unit = front(bytes.substr(at));
    if (!unit.complete) break;
    at += unit.bytes;
  }
  return at;
}

std::size_t first_character(std::string_view bytes) noexcept {
  return front(bytes).bytes;
}

void append_valid_utf8(std::string& out, std::string_view bytes) {
  for (;;) {
    const std::size_t valid = valid_utf8_prefix(bytes);
    out.append(bytes.substr(0, valid));
    bytes.remove_prefix(valid);
    if (bytes.empty()) return;
    out.append("\xEF\xBF\xBD");
    bytes.remove_prefix(front(bytes).bytes);
  }
}

}  // namespace albert::apps
