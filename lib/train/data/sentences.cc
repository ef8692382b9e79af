#include "albert/train/data/sentences.h"

#include <algorithm>
#include <array>
#include <string>

#include <utf8proc.h>

#include "tokenizer/unicode.h"

namespace albert::train {
namespace {

// English abbreviations, and a few of other languages, that never end a sentence.
constexpr std::array<std::string_view, 31> kTitles = {
    "mr",  "mrs", "ms",  "dr",  "prof",   "st",   "gen", "col",  "lt", "sgt", "capt",
    "rev", "hon", "gov", "sen", "rep",    "pres", "mme", "mlle", "hr", "fr",  "vs",
    "cf",  "e.g", "i.e", "ca",  "approx", "mt",   "ft",  "al",   "viz"};
// Abbreviations that do not end a sentence before a number.
constexpr std::array<std::string_view, 14> kCounted = {
    "no", "nos", "fig", "figs", "vol", "vols", "p", "pp", "ch", "sec", "art", "op", "nr", "eq"};

bool is_western_end(char32_t c) {
  return c == '.' || c == '!' || c == '?' || c == 0x2026;
}
bool is_wide_end(char32_t c) {
  return c == 0x3002 || c == 0xFF01 || c == 0xFF1F || c == 0xFF61;
}
bool is_closing(char32_t c) {
  const auto category = utf8proc_category(static_cast<utf8proc_int32_t>(c));
  return c == '"' || c == '\'' || category == UTF8PROC_CATEGORY_PE ||
         category == UTF8PROC_CATEGORY_PF;
}
bool is_opening(char32_t c) {
  const auto category = utf8proc_category(static_cast<utf8proc_int32_t>(c));
  return c == '"' || c == '\'' || c == 0xA1 || c == 0xBF || category == UTF8PROC_CATEGORY_PS ||
         category == UTF8PROC_CATEGORY_PI;
}
bool is_letter(char32_t c) {
  const auto category = utf8proc_category(static_cast<utf8proc_int32_t>(c));
  return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
}
bool is_lower_case(char32_t c) {
  return utf8proc_category(static_cast<utf8proc_int32_t>(c)) == UTF8PROC_CATEGORY_LL;
}

std::string lower_case(std::string_view word) {
  std::string result;
  for (const char byte : word) result += ascii_lower(byte);
  return result;
}

/// The text before a full stop, back to a space or an opening bracket or quote.
std::string_view word_before(std::string_view text, std::size_t stop) {
  const std::size_t begin = text.find_last_of(" \t\r\n([\"'", stop == 0 ? 0 : stop - 1);
  return text.substr(begin == text.npos ? 0 : begin + 1,
                     stop - (begin == text.npos ? 0 : begin + 1));
}

/// A letter, or letters with full stops between them.
bool is_initials(std::string_view word) {
  bool letter_next = true;
  for (std::size_t i = 0; i < word.size();) {
    const DecodedCharacter c = decode_utf8(word, i);
    if (letter_next ? !is_letter(c.code_point) || is_lower_case(c.code_point)
                    : c.code_point != '.') {
      return false;
    }
    letter_next = !letter_next;
    i += c.length;
  }
  return !letter_next;
}

bool abbreviates(std::string_view word, char32_t next) {
  if (is_initials(word)) return word != "I";  // "so did I. Then"
  const std::string lower = lower_case(word);
  const auto has = [&](const auto& words) {
    return std::ranges::find(words, lower) != words.end();
  };
  return has(kTitles) || (is_digit(next) && has(kCounted));
}

/// Iterates over the characters of a text.
struct Cursor {
  std::string_view text;
  std::size_t at = 0;

  bool more() const { return at < text.size(); }
  char32_t here() const { return decode_utf8(text, at).code_point; }
  void step() { at += decode_utf8(text, at).length; }
  template <typename Predicate>
  void skip(Predicate predicate) {
    while (more() && predicate(here())) step();
  }
};

/// Whether a sentence ends after the marks [mark, end), whose last one is not a wide mark.
bool ends_sentence(std::string_view text, std::size_t mark, std::size_t marks_end, Cursor after) {
  if (!after.more()) return true;
  if (!is_space(after.here())) return false;
  after.skip(is_space);
  after.skip(is_opening);
  if (!after.more()) return true;
  if (is_lower_case(after.here())) return false;
  const bool lone_stop = marks_end == mark + 1 && text[mark] == '.';
  return !lone_stop || !abbreviates(word_before(text, mark), after.here());
}

std::string_view trimmed(std::string_view text) {
  Cursor cursor{text};
  cursor.skip(is_space);
  const std::size_t begin = cursor.at;
  std::size_t end = begin;
  while (cursor.more()) {
    const bool space = is_space(cursor.here());
    cursor.step();
    if (!space) end = cursor.at;
  }
  return text.substr(begin, end - begin);
}

}  // namespace

void split_sentences(std::string_view paragraph, std::vector<std::string_view>& sentences) {
  std::size_t begin = 0;
  const auto end_at = [&](std::size_t end) {
    const std::string_view sentence = trimmed(paragraph.substr(begin, end - begin));
    if (!sentence.empty()) sentences.push_back(sentence);
    begin = end;
  };
  Cursor cursor{paragraph};
  while (cursor.more()) {
    const std::size_t mark = cursor.at;
    const char32_t first = cursor.here();
    cursor.step();
    if (!is_western_end(first) && !is_wide_end(first)) continue;
    bool wide = is_wide_end(first);
    cursor.skip([&](char32_t c) {
      wide = wide || is_wide_end(c);
      return is_western_end(c) || is_wide_end(c);
    });
    const std::size_t marks_end = cursor.at;
    cursor.skip(is_closing);
    if (wide || ends_sentence(paragraph, mark, marks_end, cursor)) end_at(cursor.at);
  }
  end_at(paragraph.size());
}

}  // namespace albert::train
