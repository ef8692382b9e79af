#include "tokenizer/special_token_set.h"

#include <algorithm>

#include "tokenizer/unicode.h"

namespace albert {
namespace {

/// The part of [begin, end) without white space at the front or at the back, as asked.
ByteRange trim(std::string_view text, std::size_t begin, std::size_t end, bool front, bool back) {
  while (front && begin < end) {
    const DecodedCharacter c = decode_utf8(text, begin);
    if (!is_space(c.code_point)) break;
    begin += c.length;
  }
  while (back && begin < end) {
    std::size_t last = end - 1;
    while (last > begin && utf8_length(text[last]) == 1 && !is_ascii(text[last])) --last;
    if (!is_space(decode_utf8(text, last).code_point)) break;
    end = last;
  }
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

}  // namespace

SpecialTokenSet::SpecialTokenSet(std::vector<Token> tokens) : tokens_(std::move(tokens)) {
  std::sort(tokens_.begin(), tokens_.end(),
            [](const Token& a, const Token& b) { return a.text < b.text; });
  const auto same_text = [](const Token& a, const Token& b) { return a.text == b.text; };
  tokens_.erase(std::unique(tokens_.begin(), tokens_.end(), same_text), tokens_.end());
  for (const Token& token : tokens_) {
    first_bytes_[static_cast<unsigned char>(token.text[0])] = true;
  }
}

const SpecialTokenSet::Token* SpecialTokenSet::starting(std::string_view text) const noexcept {
  if (text.empty() || !first_bytes_[static_cast<unsigned char>(text[0])]) return nullptr;
  const auto found = std::find_if(tokens_.begin(), tokens_.end(),
                                  [&](const Token& token) { return text.starts_with(token.text); });
  return found == tokens_.end() ? nullptr : &*found;
}

const SpecialTokenSet::Token* SpecialTokenSet::equal_to(std::string_view text) const noexcept {
  if (text.empty() || !first_bytes_[static_cast<unsigned char>(text[0])]) return nullptr;
  const auto found = std::find_if(tokens_.begin(), tokens_.end(),
                                  [&](const Token& token) { return token.text == text; });
  return found == tokens_.end() ? nullptr : &*found;
}

void SpecialTokenSet::split(const AlignedText& text,
                            FunctionRef<void(std::size_t, std::size_t)> on_text,
                            FunctionRef<void(const Token&, std::size_t)> on_token) const {
  const std::string_view all = text.text;
  std::size_t begin = 0;
  const auto emit_text = [&](std::size_t end, bool at_token) {
    const ByteRange part = trim(all, begin, end, begin > 0, at_token);
    if (part.begin < part.end) on_text(part.begin, part.end);
  };
  for (std::size_t i = 0; i < all.size();) {
    const Token* token = starting(all.substr(i));
    if (token == nullptr) {
      ++i;
      continue;
    }
    emit_text(i, true);
    on_token(*token, i);
    i += token->text.size();
    begin = i;
  }
  emit_text(all.size(), false);
}

void clean_text(std::string_view text, const SpecialTokenSet& special, bool lower_case,
                AlignedText& out) {
  out.clear();
  out.reserve(text.size());
  out.end = static_cast<std::uint32_t>(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const auto from = static_cast<std::uint32_t>(i);
    if (const SpecialTokenSet::Token* token = special.starting(text.substr(i))) {
      for (std::size_t k = 0; k < token->text.size(); ++k, ++i) {
        out.push(text[i], static_cast<std::uint32_t>(i));
      }
    } else if (is_ascii(text[i])) {
      out.push(lower_case ? ascii_lower(text[i]) : text[i], from);
      ++i;
    } else {
      const DecodedCharacter c = decode_utf8(text, i);
      out.append(lower_case ? lower(c.code_point) : c.code_point, from);
      if (lower_case && c.code_point == kDottedCapitalI) out.append(kDotAbove, from);
      i += c.length;
    }
  }
}

}  // namespace albert
