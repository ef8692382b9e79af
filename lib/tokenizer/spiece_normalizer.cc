#include "tokenizer/spiece_normalizer.h"

#include <algorithm>
#include <vector>

#include "tokenizer/unicode.h"

namespace albert {
namespace {

std::vector<PieceTrie::Entry> user_defined_pieces(const SpieceModel& model) {
  std::vector<PieceTrie::Entry> entries;
  for (const SpieceModel::Piece& piece : model.pieces) {
    if (piece.type == SpieceModel::PieceType::user_defined) entries.push_back({piece.text, 0});
  }
  return entries;
}

}  // namespace

SpieceNormalizer::SpieceNormalizer(const SpieceModel& model)
    : charsmap_(model.charsmap),
      user_defined_(user_defined_pieces(model)),
      space_(model.escape_whitespaces ? kSpaceSymbol : " "),
      add_dummy_prefix_(model.add_dummy_prefix),
      remove_extra_whitespaces_(model.remove_extra_whitespaces) {
  for (unsigned char byte = 0; byte < 128; ++byte) plain_[byte] = charsmap_.keeps(byte);
  plain_[' '] = false;
  for (const PieceTrie::Entry& entry : user_defined_pieces(model)) {
    if (entry.key.size() > 1 && is_ascii(entry.key[0])) {
      plain_[static_cast<unsigned char>(entry.key[0])] = false;
    }
  }
}

bool SpieceNormalizer::is_plain(std::string_view text, std::size_t position) const noexcept {
  return is_ascii(text[position]) && plain_[static_cast<unsigned char>(text[position])] &&
         (position + 1 == text.size() || is_ascii(text[position + 1]));
}

SpieceNormalizer::Step SpieceNormalizer::step(std::string_view rest) const noexcept {
  if (const std::size_t length = user_defined_.longest_prefix(rest); length > 0) {
    return {length, rest.substr(0, length)};
  }
  if (const Charsmap::Match match = charsmap_.longest(rest); match.length > 0) {
    return {match.length, match.replacement};
  }
  const std::size_t length = std::min(utf8_length(rest[0]), rest.size());
  return {length, rest.substr(0, length)};
}

void SpieceNormalizer::normalize(const AlignedText& in, AlignedText& out) const {
  const std::string_view text = in.text;
  out.clear();
  out.reserve(text.size() + text.size() / 2 + space_.size());
  out.end = in.end;

  std::size_t position = 0;
  if (remove_extra_whitespaces_) {
    while (position < text.size()) {
      const Step next = step(text.substr(position));
      if (next.replacement != " ") break;
      position += next.length;
    }
  }
  if (position == text.size()) return;
  if (add_dummy_prefix_) out.append(space_, in.origin[position]);

  bool after_space = remove_extra_whitespaces_;
  while (position < text.size()) {
    const std::uint32_t from = in.origin[position];
    if (is_plain(text, position)) {
      out.push(text[position++], from);
      after_space = false;
      continue;
    }
    auto [length, replacement] = step(text.substr(position));
    position += length;
    while (after_space && replacement.starts_with(' ')) replacement.remove_prefix(1);
    if (replacement.empty()) continue;
    for (const char byte : replacement) {
      if (byte == ' ') {
        out.append(space_, from);
      } else {
        out.push(byte, from);
      }
    }
    after_space = remove_extra_whitespaces_ && replacement.ends_with(' ');
  }

  if (remove_extra_whitespaces_) {
    while (out.text.ends_with(space_)) {
      const std::size_t length = out.size() - space_.size();
      out.end = out.origin[length];
      out.text.resize(length);
      out.origin.resize(length);
    }
  }
}

}  // namespace albert
