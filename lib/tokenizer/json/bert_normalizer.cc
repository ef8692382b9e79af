#include "tokenizer/json/bert_normalizer.h"

#include <utility>

#include "tokenizer/json/library_characters.h"
#include "tokenizer/json/unicode_forms.h"
#include "tokenizer/unicode.h"

namespace albert::json_pipeline {
namespace {

/// The library's blocks; one of them begins at U+2B920, where BERT's code has U+2B820.
bool is_ideograph(char32_t c) noexcept {
  if (c < 0x3400) return false;
  return (c >= 0x4E00 && c <= 0x9FFF) || c <= 0x4DBF || (c >= 0x20000 && c <= 0x2A6DF) ||
         (c >= 0x2A700 && c <= 0x2B81F) || (c >= 0x2B920 && c <= 0x2CEAF) ||
         (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x2F800 && c <= 0x2FA1F);
}

}  // namespace

bool BertNormalizer::changes(std::string_view text) const noexcept {
  for (const char byte : text) {
    if (!is_ascii(byte)) return true;
    if (options_.clean_text && (byte < ' ' || byte == '\x7F')) return true;
    if (options_.lower_case && ascii_lower(byte) != byte) return true;
  }
  return false;
}

void BertNormalizer::apply(const AlignedText& in, AlignedText& out) const {
  out.clear();
  out.reserve(in.size());
  out.end = in.end;
  for (std::size_t i = 0; i < in.size();) {
    const DecodedCharacter c = decode_utf8(in.text, i);
    const std::uint32_t from = in.origin[i];
    const std::string_view bytes = std::string_view(in.text).substr(i, c.length);
    i += c.length;
    if (options_.clean_text && is_library_control(c.code_point)) continue;
    if (options_.clean_text && is_white_space(c.code_point)) {
      out.push(' ', from);
      continue;
    }
    const bool spaced = options_.chinese_characters && is_ideograph(c.code_point);
    if (spaced) out.push(' ', from);
    out.append(bytes, from);
    if (spaced) out.push(' ', from);
  }
  AlignedText rest;
  if (options_.strip_accents) {
    const UnicodeForm decomposed(Decomposition::canonical, false);
    if (decomposed.changes(out.text)) {
      decomposed.apply(out, rest);
      out.clear();
      out.end = rest.end;
      for (std::size_t i = 0; i < rest.size();) {
        const DecodedCharacter c = decode_utf8(rest.text, i);
        if (!is_library_nonspacing_mark(c.code_point)) {
          out.append(std::string_view(rest.text).substr(i, c.length), rest.origin[i]);
        }
        i += c.length;
      }
    }
  }
  if (options_.lower_case) {
    std::swap(out, rest);
    out.clear();
    out.end = rest.end;
    append_lower(rest, out);
  }
}

}  // namespace albert::json_pipeline
