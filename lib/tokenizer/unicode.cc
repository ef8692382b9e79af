#include "tokenizer/unicode.h"

#include <algorithm>
#include <array>

#include <utf8proc.h>

#include "tokenizer/code_point_set.h"

namespace albert {
namespace {

/// Numeric type "digit" outside category Nd (Unicode data, DerivedNumericType).
constexpr std::array<Interval, 16> kOtherDigits{{{0xB2, 0xB3},
                                                 {0xB9, 0xB9},
                                                 {0x1369, 0x1371},
                                                 {0x19DA, 0x19DA},
                                                 {0x2070, 0x2070},
                                                 {0x2074, 0x2079},
                                                 {0x2080, 0x2089},
                                                 {0x2460, 0x2468},
                                                 {0x2474, 0x247C},
                                                 {0x2488, 0x2490},
                                                 {0x24EA, 0x24EA},
                                                 {0x24F5, 0x24FD},
                                                 {0x24FF, 0x24FF},
                                                 {0x2776, 0x277E},
                                                 {0x2780, 0x2788},
                                                 {0x278A, 0x2792}}};
constexpr std::array<Interval, 4> kOtherDigitsAstral{
    {{0x10A40, 0x10A43}, {0x10E60, 0x10E68}, {0x11052, 0x1105A}, {0x1F100, 0x1F10A}}};

/// Word_Break MidLetter, MidNumLet and Single_Quote: ignored between a letter and a final sigma.
constexpr std::array<char32_t, 17> kMidWord{0x27,   0x2E,   0x3A,   0xB7,   0x387,  0x55F,
                                            0x5F4,  0x2018, 0x2019, 0x2024, 0x2027, 0xFE13,
                                            0xFE52, 0xFE55, 0xFF07, 0xFF0E, 0xFF1A};

/// Symbols and numbers that have case without being letters.
constexpr std::array<Interval, 5> kCasedSymbols{{{0x2160, 0x217F},
                                                 {0x24B6, 0x24E9},
                                                 {0x1F130, 0x1F149},
                                                 {0x1F150, 0x1F169},
                                                 {0x1F170, 0x1F189}}};

/// Starters that are second in a canonical composition, besides Hangul's.
constexpr std::array<char32_t, 24> kSecondStarters{
    0x9BE,   0x9D7,   0xB3E,   0xB56,   0xB57,   0xBBE,   0xBD7,   0xCC2,
    0xCD5,   0xCD6,   0xD3E,   0xD57,   0xDCF,   0xDDF,   0x102E,  0x1B35,
    0x11127, 0x1133E, 0x11357, 0x114B0, 0x114BA, 0x114BD, 0x115AF, 0x11930};

constexpr char32_t kZeroWidthNonJoiner = 0x200C;
constexpr char32_t kZeroWidthJoiner = 0x200D;

/// Characters added in Unicode 15.0. They are unassigned in the reference's tables of 14.0: no
/// class, no case, no decomposition.
constexpr std::array<Interval, 32> kAddedLater{
    {{0xCF3, 0xCF3},     {0xECE, 0xECE},     {0x10EFD, 0x10EFF}, {0x1123F, 0x11241},
     {0x11B00, 0x11B09}, {0x11F00, 0x11F10}, {0x11F12, 0x11F3A}, {0x11F3E, 0x11F59},
     {0x1342F, 0x1342F}, {0x13439, 0x13455}, {0x1B132, 0x1B132}, {0x1B155, 0x1B155},
     {0x1D2C0, 0x1D2D3}, {0x1DF25, 0x1DF2A}, {0x1E030, 0x1E06D}, {0x1E08F, 0x1E08F},
     {0x1E4D0, 0x1E4F9}, {0x1F6DC, 0x1F6DC}, {0x1F774, 0x1F776}, {0x1F77B, 0x1F77F},
     {0x1F7D9, 0x1F7D9}, {0x1FA75, 0x1FA77}, {0x1FA87, 0x1FA88}, {0x1FAAD, 0x1FAAF},
     {0x1FABB, 0x1FABD}, {0x1FABF, 0x1FABF}, {0x1FACE, 0x1FACF}, {0x1FADA, 0x1FADB},
     {0x1FAE8, 0x1FAE8}, {0x1FAF7, 0x1FAF8}, {0x2B739, 0x2B739}, {0x31350, 0x323AF}}};

bool is_assigned(char32_t c) noexcept {
  return c < kAddedLater.front().first || !contains(kAddedLater, c);
}

/// Whether it has one of these general categories.
template <utf8proc_category_t... kCategories>
bool has_category(char32_t c) noexcept {
  const utf8proc_category_t category =
      is_assigned(c) ? utf8proc_category(static_cast<utf8proc_int32_t>(c)) : UTF8PROC_CATEGORY_CN;
  return ((category == kCategories) || ...);
}

bool is_case_ignorable(char32_t c) noexcept {
  return has_category<UTF8PROC_CATEGORY_MN, UTF8PROC_CATEGORY_ME, UTF8PROC_CATEGORY_CF,
                      UTF8PROC_CATEGORY_LM, UTF8PROC_CATEGORY_SK>(c) ||
         std::find(kMidWord.begin(), kMidWord.end(), c) != kMidWord.end();
}

bool is_cased(char32_t c) noexcept {
  return has_category<UTF8PROC_CATEGORY_LU, UTF8PROC_CATEGORY_LL, UTF8PROC_CATEGORY_LT>(c) ||
         contains(kCasedSymbols, c);
}

/// Start of the character that ends before `position` (> 0) of valid UTF-8.
std::size_t previous(std::string_view text, std::size_t position) noexcept {
  do {
    --position;
  } while (position > 0 && (static_cast<unsigned char>(text[position]) & 0xC0U) == 0x80U);
  return position;
}

}  // namespace

DecodedCharacter decode_utf8(std::string_view text, std::size_t position) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[position + i]); };
  const unsigned first = byte(0);
  if (first < 0x80) return {first, 1};
  if (first < 0xC2 || first > 0xF4) return {kReplacementCharacter, 1};

  const std::size_t length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  const std::size_t available = std::min(length, text.size() - position);
  char32_t code_point = first & (0x7FU >> length);
  for (std::size_t i = 1; i < available; ++i) {
    const unsigned next = byte(i);
    unsigned low = 0x80, high = 0xBF;
    if (i == 1) {  // no overlong forms, no surrogates, nothing above U+10FFFF
      if (first == 0xE0) low = 0xA0;
      if (first == 0xED) high = 0x9F;
      if (first == 0xF0) low = 0x90;
      if (first == 0xF4) high = 0x8F;
    }
    if (next < low || next > high) {
      return {kReplacementCharacter, static_cast<std::uint8_t>(i)};
    }
    code_point = code_point << 6U | (next & 0x3FU);
  }
  if (available < length) return {kReplacementCharacter, static_cast<std::uint8_t>(available)};
  return {code_point, static_cast<std::uint8_t>(length)};
}

bool is_valid_utf8(std::string_view text) noexcept {
  for (std::size_t i = 0; i < text.size();) {
    const DecodedCharacter c = decode_utf8(text, i);
    if (c.code_point == kReplacementCharacter && text.substr(i, c.length) != "\xEF\xBF\xBD") {
      return false;
    }
    i += c.length;
  }
  return true;
}

std::size_t count_characters(std::string_view text) noexcept {
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); i += decode_utf8(text, i).length) ++count;
  return count;
}

void append_utf8(std::string& text, char32_t c) {
  const auto push = [&](char32_t byte) { text.push_back(static_cast<char>(byte)); };
  if (c < 0x80) {
    push(c);
  } else if (c < 0x800) {
    push(0xC0U | c >> 6U);
    push(0x80U | (c & 0x3FU));
  } else if (c < 0x10000) {
    push(0xE0U | c >> 12U);
    push(0x80U | (c >> 6U & 0x3FU));
    push(0x80U | (c & 0x3FU));
  } else {
    push(0xF0U | c >> 18U);
    push(0x80U | (c >> 12U & 0x3FU));
    push(0x80U | (c >> 6U & 0x3FU));
    push(0x80U | (c & 0x3FU));
  }
}

bool is_space(char32_t c) noexcept {
  if (c < 0x80) return c == ' ' || (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x1F);
  return c == 0x85 || c == 0x2028 || c == 0x2029 || is_space_separator(c);
}

bool is_white_space(char32_t c) noexcept {
  return is_space(c) && (c < 0x1C || c > 0x1F);
}

bool is_word_character(char32_t c) noexcept {
  if (c < 0x80) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '_' || (c >= 'a' && c <= 'z');
  }
  return has_category<UTF8PROC_CATEGORY_LU, UTF8PROC_CATEGORY_LL, UTF8PROC_CATEGORY_LT,
                      UTF8PROC_CATEGORY_LM, UTF8PROC_CATEGORY_LO, UTF8PROC_CATEGORY_MN,
                      UTF8PROC_CATEGORY_MC, UTF8PROC_CATEGORY_ME, UTF8PROC_CATEGORY_ND,
                      UTF8PROC_CATEGORY_NL, UTF8PROC_CATEGORY_PC>(c) ||
         c == kZeroWidthNonJoiner || c == kZeroWidthJoiner || contains(kCasedSymbols, c);
}

bool is_digit(char32_t c) noexcept {
  if (c < 0x80) return c >= '0' && c <= '9';
  return has_category<UTF8PROC_CATEGORY_ND>(c) || contains(kOtherDigits, c) ||
         contains(kOtherDigitsAstral, c);
}

char32_t lower(char32_t c) noexcept {
  if (!is_assigned(c)) return c;
  return static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(c)));
}

bool is_final_sigma(std::string_view text, std::size_t position) noexcept {
  std::size_t before = position;
  char32_t c = 0;
  do {
    if (before == 0) return false;
    before = previous(text, before);
    c = decode_utf8(text, before).code_point;
  } while (is_case_ignorable(c));
  if (!is_cased(c)) return false;

  for (std::size_t after = position + 2; after < text.size();) {
    const DecodedCharacter next = decode_utf8(text, after);
    if (!is_case_ignorable(next.code_point)) return !is_cased(next.code_point);
    after += next.length;
  }
  return true;
}

std::string lower_case(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    const DecodedCharacter c = decode_utf8(text, i);
    if (c.code_point == kCapitalSigma) {
      append_utf8(result, is_final_sigma(text, i) ? kFinalSigma : kSmallSigma);
    } else {
      append_utf8(result, lower(c.code_point));
      if (c.code_point == kDottedCapitalI) append_utf8(result, kDotAbove);
    }
    i += c.length;
  }
  return result;
}

std::size_t decompose(char32_t code_point, Decomposition kind,
                      std::span<char32_t, kMaxDecomposition> out) noexcept {
  out[0] = code_point;
  if (!is_assigned(code_point)) return 1;
  const int options =
      kind == Decomposition::canonical ? UTF8PROC_DECOMPOSE : UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT;
  std::array<utf8proc_int32_t, kMaxDecomposition> buffer;
  const utf8proc_ssize_t written =
      utf8proc_decompose_char(static_cast<utf8proc_int32_t>(code_point), buffer.data(),
                              buffer.size(), static_cast<utf8proc_option_t>(options), nullptr);
  if (written <= 0 || static_cast<std::size_t>(written) > out.size()) return 1;
  std::copy_n(buffer.begin(), written, out.begin());
  return static_cast<std::size_t>(written);
}

bool combines_with_previous(char32_t c) noexcept {
  if (c < 0x300) return false;
  const bool jamo = (c >= 0x1161 && c <= 0x1175) || (c >= 0x11A8 && c <= 0x11C2);
  return jamo || combining_class(c) != 0 ||
         std::binary_search(kSecondStarters.begin(), kSecondStarters.end(), c);
}

void order_marks(std::vector<char32_t>& code_points) {
  for (auto begin = code_points.begin(); begin != code_points.end();) {
    if (combining_class(*begin) == 0) {
      ++begin;
      continue;
    }
    const auto end =
        std::find_if(begin, code_points.end(), [](char32_t c) { return combining_class(c) == 0; });
    std::stable_sort(
        begin, end, [](char32_t a, char32_t b) { return combining_class(a) < combining_class(b); });
    begin = end;
  }
}

void compose(std::vector<char32_t>& code_points) {
  std::vector<utf8proc_int32_t> buffer(code_points.begin(), code_points.end());
  const utf8proc_ssize_t length =
      utf8proc_normalize_utf32(buffer.data(), static_cast<utf8proc_ssize_t>(buffer.size()),
                               static_cast<utf8proc_option_t>(UTF8PROC_COMPOSE | UTF8PROC_STABLE));
  if (length > 0) code_points.assign(buffer.begin(), buffer.begin() + length);
}

std::size_t grapheme_length(std::string_view text, std::size_t position) noexcept {
  DecodedCharacter c = decode_utf8(text, position);
  std::size_t length = c.length;
  utf8proc_int32_t state = 0;
  while (position + length < text.size()) {
    const DecodedCharacter next = decode_utf8(text, position + length);
    if (utf8proc_grapheme_break_stateful(static_cast<utf8proc_int32_t>(c.code_point),
                                         static_cast<utf8proc_int32_t>(next.code_point),
                                         &state) != 0) {
      break;
    }
    length += next.length;
    c = next;
  }
  return length;
}

int combining_class(char32_t code_point) noexcept {
  if (!is_assigned(code_point)) return 0;
  return utf8proc_get_property(static_cast<utf8proc_int32_t>(code_point))->combining_class;
}

bool is_nonspacing_mark(char32_t c) noexcept {
  return has_category<UTF8PROC_CATEGORY_MN>(c);
}

bool is_mark(char32_t c) noexcept {
  return has_category<UTF8PROC_CATEGORY_MN, UTF8PROC_CATEGORY_MC, UTF8PROC_CATEGORY_ME>(c);
}

bool is_space_separator(char32_t c) noexcept {
  return has_category<UTF8PROC_CATEGORY_ZS>(c);
}

bool is_other(char32_t c) noexcept {
  return has_category<UTF8PROC_CATEGORY_CN, UTF8PROC_CATEGORY_CC, UTF8PROC_CATEGORY_CF,
                      UTF8PROC_CATEGORY_CS, UTF8PROC_CATEGORY_CO>(c);
}

bool is_unassigned(char32_t c) noexcept {
  return has_category<UTF8PROC_CATEGORY_CN>(c);
}

bool is_punctuation(char32_t c) noexcept {
  return has_category<UTF8PROC_CATEGORY_PC, UTF8PROC_CATEGORY_PD, UTF8PROC_CATEGORY_PS,
                      UTF8PROC_CATEGORY_PE, UTF8PROC_CATEGORY_PI, UTF8PROC_CATEGORY_PF,
                      UTF8PROC_CATEGORY_PO>(c);
}

}  // namespace albert
