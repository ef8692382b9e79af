#include "tokenizer/charsmap.h"

#include <algorithm>
#include <stdexcept>

namespace albert {
namespace {

// A unit of darts-clone: bits 0-7 label, 8 "a value hangs below", 9 offset is scaled by 256,
// 10-30 offset to the children (by XOR), 31 set where the unit itself is a value.
constexpr std::uint32_t kLabelAndLeafBit = 0x800000FFU;
constexpr std::uint32_t kValueMask = 0x7FFFFFFFU;

constexpr bool has_value(std::uint32_t unit) noexcept {
  return (unit >> 8U & 1U) != 0;
}

constexpr std::size_t offset(std::uint32_t unit) noexcept {
  return static_cast<std::size_t>(unit >> 10U) << ((unit & 0x200U) >> 6U);
}

std::uint32_t read_u32(std::string_view bytes, std::size_t at) noexcept {
  std::uint32_t value = 0;
  for (unsigned i = 0; i < 4; ++i) {
    value |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at + i])) << (8U * i);
  }
  return value;
}

}  // namespace

Charsmap::Charsmap(std::string_view blob) {
  keeps_.fill(true);
  if (blob.empty()) return;
  if (blob.size() < 4) throw std::invalid_argument("the normalization map is truncated");
  const std::size_t trie_bytes = read_u32(blob, 0);
  blob.remove_prefix(4);
  if (trie_bytes == 0 || trie_bytes % 4 != 0 || trie_bytes >= blob.size()) {
    throw std::invalid_argument("the normalization map's sizes do not fit");
  }
  if (blob.back() != '\0') throw std::invalid_argument("the normalization map has no end");

  units_.resize(trie_bytes / 4);
  for (std::size_t i = 0; i < units_.size(); ++i) units_[i] = read_u32(blob, 4 * i);
  replacements_ = blob.substr(trie_bytes);

  for (unsigned char byte = 0; byte < 128; ++byte) {
    const std::size_t node = child(0, byte);
    if (node == 0) continue;
    keeps_[byte] = !has_value(units_[node]);
    for (unsigned char next = 0; next < 128 && keeps_[byte]; ++next) {
      keeps_[byte] = child(node, next) == 0;
    }
  }
}

std::size_t Charsmap::child(std::size_t node, unsigned char byte) const noexcept {
  const std::size_t index = node ^ offset(units_[node]) ^ byte;
  const bool is_child = index < units_.size() && (units_[index] & kLabelAndLeafBit) == byte;
  return is_child ? index : 0;
}

Charsmap::Match Charsmap::longest(std::string_view text) const noexcept {
  Match match;
  if (units_.empty()) return match;
  std::size_t node = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    node = child(node, static_cast<unsigned char>(text[i]));
    if (node == 0) break;
    if (!has_value(units_[node])) continue;
    const std::optional<std::string_view> text_of_rule = replacement(node);
    if (!text_of_rule) break;
    match = {i + 1, *text_of_rule};
  }
  return match;
}

std::optional<std::string_view> Charsmap::shortest(std::string_view text) const noexcept {
  if (units_.empty()) return std::nullopt;
  std::size_t node = 0;
  for (const char byte : text) {
    if (byte == '\0') break;
    node = child(node, static_cast<unsigned char>(byte));
    if (node == 0) break;
    if (has_value(units_[node])) return replacement(node);
  }
  return std::nullopt;
}

std::size_t Charsmap::longest_replacement() const noexcept {
  std::size_t longest = 0;
  for (std::size_t begin = 0; begin < replacements_.size();) {
    const std::size_t end = std::min(replacements_.find('\0', begin), replacements_.size());
    longest = std::max(longest, end - begin);
    begin = end + 1;
  }
  return longest;
}

std::optional<std::string_view> Charsmap::replacement(std::size_t node) const noexcept {
  const std::size_t value_index = node ^ offset(units_[node]);
  if (value_index >= units_.size()) return std::nullopt;
  const std::size_t begin = units_[value_index] & kValueMask;
  if (begin >= replacements_.size()) return std::nullopt;
  return std::string_view(&replacements_[begin]);
}

}  // namespace albert
