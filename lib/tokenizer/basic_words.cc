#include "tokenizer/basic_words.h"

#include <array>

#include "tokenizer/code_point_set.h"
#include "tokenizer/unicode.h"

namespace albert {
namespace {

enum class Kind { dropped, space, ideograph, letter };

/// The CJK ideograph blocks of BERT's code.
constexpr std::array<Interval, 8> kIdeographs{{{0x3400, 0x4DBF},
                                               {0x4E00, 0x9FFF},
                                               {0xF900, 0xFAFF},
                                               {0x20000, 0x2A6DF},
                                               {0x2A700, 0x2B73F},
                                               {0x2B740, 0x2B81F},
                                               {0x2B820, 0x2CEAF},
                                               {0x2F800, 0x2FA1F}}};

bool is_ideograph(char32_t c) noexcept {
  return c >= kIdeographs.front().first && contains(kIdeographs, c);
}

Kind kind_of(char32_t c) noexcept {
  if (c == '\t' || c == '\n' || c == '\r') return Kind::space;
  if (c < 0x80) return c < ' ' || c == 0x7F ? Kind::dropped : c == ' ' ? Kind::space : Kind::letter;
  if (c == kReplacementCharacter || is_other(c)) return Kind::dropped;
  if (is_space(c)) return Kind::space;
  return is_ideograph(c) ? Kind::ideograph : Kind::letter;
}

/// ASCII symbols count as punctuation, unlike in Unicode.
bool splits_word(char32_t c) noexcept {
  if (c < 0x80) {
    return (c >= 33 && c <= 47) || (c >= 58 && c <= 64) || (c >= 91 && c <= 96) ||
           (c >= 123 && c <= 126);
  }
  return is_punctuation(c);
}

void strip_marks(const AlignedText& in, AlignedText& out) {
  out.clear();
  out.reserve(in.size());
  out.end = in.end;
  std::array<char32_t, kMaxDecomposition> code_points;
  for (std::size_t i = 0; i < in.size();) {
    const DecodedCharacter c = decode_utf8(in.text, i);
    const std::size_t count = decompose(c.code_point, Decomposition::canonical, code_points);
    for (std::size_t k = 0; k < count; ++k) {
      if (!is_nonspacing_mark(code_points[k])) out.append(code_points[k], in.origin[i]);
    }
    i += c.length;
  }
}

}  // namespace

void BasicWords::apply(const AlignedText& in, std::size_t begin, std::size_t end,
                       const AddedTokenSet& special, OnWord on_word) const {
  AlignedText word;
  const auto flush = [&] {
    if (word.size() > 0) emit(word, special, on_word);
    word.clear();
  };
  for (std::size_t i = begin; i < end;) {
    const DecodedCharacter c = decode_utf8(in.text, i);
    const std::size_t next = i + c.length;
    Kind kind = kind_of(c.code_point);
    if (kind == Kind::ideograph && !options_.chinese_characters) kind = Kind::letter;
    if (kind == Kind::space || kind == Kind::ideograph) flush();
    if (kind == Kind::letter || kind == Kind::ideograph) {
      word.append(std::string_view(in.text).substr(i, c.length), in.origin[i]);
      word.end = in.origin_of(next);
    }
    if (kind == Kind::ideograph) flush();
    i = next;
  }
  flush();
}

void BasicWords::emit(const AlignedText& word, const AddedTokenSet& special, OnWord on_word) const {
  const bool keep = special.equal_to(word.text) != nullptr;
  AlignedText stripped;
  const AlignedText* text = &word;
  if (!keep && options_.strip_accents && !is_all_ascii(word.text)) {
    strip_marks(word, stripped);
    text = &stripped;
  }
  if (text->size() == 0) return;
  if (keep || special.equal_to(text->text) != nullptr) {
    on_word(*text, 0, text->size());
    return;
  }

  std::size_t start = 0;
  for (std::size_t i = 0; i < text->size();) {
    const DecodedCharacter c = decode_utf8(text->text, i);
    const std::size_t next = i + c.length;
    if (splits_word(c.code_point)) {
      if (start < i) on_word(*text, start, i);
      on_word(*text, i, next);
      start = next;
    }
    i = next;
  }
  if (start < text->size()) on_word(*text, start, text->size());
}

void for_each_word(const AlignedText& in, std::size_t begin, std::size_t end,
                   BasicWords::OnWord on_word) {
  std::size_t start = begin;
  for (std::size_t i = begin; i < end;) {
    const DecodedCharacter c = decode_utf8(in.text, i);
    const std::size_t next = i + c.length;
    if (is_space(c.code_point)) {
      if (start < i) on_word(in, start, i);
      start = next;
    }
    i = next;
  }
  if (start < end) on_word(in, start, end);
}

}  // namespace albert
