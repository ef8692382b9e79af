#include "tokenizer/added_token_set.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "albert/base/error.h"

namespace albert {
namespace {

/// Start of the last character of `text` (not empty).
std::size_t last_character(std::string_view text) noexcept {
  const std::size_t least = text.size() - std::min<std::size_t>(text.size(), 4);
  std::size_t last = text.size() - 1;
  while (last > least && utf8_length(text[last]) == 1 && !is_ascii(text[last])) --last;
  return last;
}

bool is_single_word(std::string_view text, std::size_t begin, std::size_t end) noexcept {
  const std::string_view before = text.substr(0, begin);
  if (!before.empty() &&
      is_word_character(decode_utf8(before, last_character(before)).code_point)) {
    return false;
  }
  return end == text.size() || !is_word_character(decode_utf8(text, end).code_point);
}

}  // namespace

AddedTokenSet::AddedTokenSet(std::vector<AddedToken> tokens) : tokens_(std::move(tokens)) {
  std::vector<PieceTrie::Entry> entries;
  entries.reserve(tokens_.size());
  for (std::size_t i = 0; i < tokens_.size(); ++i) {
    entries.push_back({tokens_[i].text, static_cast<std::int32_t>(i)});
    first_bytes_[static_cast<unsigned char>(tokens_[i].text[0])] = true;
  }
  try {
    trie_ = PieceTrie(std::move(entries));
  } catch (const std::length_error&) {
    throw Error(ErrorCode::model, "there are too many added tokens");
  }
}

AddedTokenSet::Match AddedTokenSet::next(std::string_view text, std::size_t from) const noexcept {
  for (std::size_t i = from; i < text.size();) {
    if (!first_bytes_[static_cast<unsigned char>(text[i])]) {
      ++i;
      continue;
    }
    const std::size_t length = trie_.longest_prefix(text.substr(i));
    if (length == 0) {
      ++i;
      continue;
    }
    const auto index = trie_.find(text.substr(i, length));
    const AddedToken& token = tokens_[static_cast<std::size_t>(*index)];
    if (!token.single_word || is_single_word(text, i, i + length)) return {&token, i};
    i += length;
  }
  return {nullptr, text.size()};
}

const AddedToken* AddedTokenSet::equal_to(std::string_view text) const noexcept {
  if (text.empty() || !first_bytes_[static_cast<unsigned char>(text[0])]) return nullptr;
  const auto index = trie_.find(text);
  return index ? &tokens_[static_cast<std::size_t>(*index)] : nullptr;
}

void AddedTokenSet::split(const AlignedText& text,
                          FunctionRef<void(std::size_t, std::size_t)> on_text,
                          FunctionRef<void(const AddedToken&, std::size_t)> on_token,
                          IsSpace space) const {
  const std::string_view all = text.text;
  std::size_t begin = 0;
  while (begin < all.size()) {
    const Match match = next(all, begin);
    std::size_t end = match.begin;
    if (match.token == nullptr) {
      on_text(begin, end);
      return;
    }
    while (match.token->lstrip && begin < end) {
      const std::size_t last = begin + last_character(all.substr(begin, end - begin));
      if (!space(decode_utf8(all, last).code_point)) break;
      end = last;
    }
    if (begin < end) on_text(begin, end);
    on_token(*match.token, match.begin);
    begin = match.begin + match.token->text.size();
    while (match.token->rstrip && begin < all.size()) {
      const DecodedCharacter c = decode_utf8(all, begin);
      if (!space(c.code_point)) break;
      begin += c.length;
    }
  }
}

void clean_text(std::string_view text, const AddedTokenSet& kept, bool lower_case,
                AlignedText& out) {
  out.clear();
  out.reserve(text.size());
  out.end = static_cast<std::uint32_t>(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const AddedTokenSet::Match match = kept.next(text, i);
    while (i < match.begin) {
      const auto from = static_cast<std::uint32_t>(i);
      if (is_ascii(text[i])) {
        out.push(lower_case ? ascii_lower(text[i]) : text[i], from);
        ++i;
        continue;
      }
      const DecodedCharacter c = decode_utf8(text, i);
      out.append(lower_case ? lower(c.code_point) : c.code_point, from);
      if (lower_case && c.code_point == kDottedCapitalI) out.append(kDotAbove, from);
      i += c.length;
    }
    if (match.token == nullptr) continue;
    for (std::size_t k = 0; k < match.token->text.size(); ++k, ++i) {
      out.push(text[i], static_cast<std::uint32_t>(i));
    }
  }
}

}  // namespace albert
