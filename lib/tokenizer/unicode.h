#ifndef ALBERT_TOKENIZER_UNICODE_H_
#define ALBERT_TOKENIZER_UNICODE_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Characters have the properties of Unicode 14.0, as in the reference.

namespace albert {

/// One step through UTF-8. `length` is the bytes consumed, at least 1.
struct DecodedCharacter {
  char32_t code_point;
  std::uint8_t length;
};

inline constexpr char32_t kReplacementCharacter = 0xFFFD;

/// The character at `position` (< text.size()). Ill-formed bytes give U+FFFD and consume what
/// Unicode calls the maximal subpart, as Python's "replace" handler does.
DecodedCharacter decode_utf8(std::string_view text, std::size_t position) noexcept;

bool is_valid_utf8(std::string_view text) noexcept;

/// The number of characters, as decode_utf8() gives them.
std::size_t count_characters(std::string_view text) noexcept;

void append_utf8(std::string& text, char32_t code_point);

/// Length that the first byte of a UTF-8 character announces (1 for any other byte).
constexpr std::size_t utf8_length(char first) noexcept {
  const auto byte = static_cast<unsigned char>(first);
  return byte < 0xC0 ? 1U : byte < 0xE0 ? 2U : byte < 0xF0 ? 3U : byte < 0xF8 ? 4U : 1U;
}

constexpr bool is_ascii(char byte) noexcept {
  return static_cast<unsigned char>(byte) < 0x80;
}

constexpr bool is_all_ascii(std::string_view text) noexcept {
  return std::ranges::all_of(text, is_ascii);
}

constexpr char ascii_lower(char byte) noexcept {
  return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte + ('a' - 'A')) : byte;
}

/// What Python's str.isspace() and str.split() call white space (U+001C to U+001F included).
bool is_space(char32_t code_point) noexcept;

/// The property White_Space, which Rust's char::is_whitespace() tells (U+001C to U+001F are not).
bool is_white_space(char32_t code_point) noexcept;

/// Letters, marks, decimal digits, letter numbers, connecting punctuation, joiners: \w in Rust's
/// regular expressions.
bool is_word_character(char32_t code_point) noexcept;

/// Python's str.isdigit(): decimal digits of any script, and superscripts, circled ones, ….
bool is_digit(char32_t code_point) noexcept;

/// Lower case of a single character. U+0130, the only one with two characters (i, U+0307; see
/// kDottedCapitalI), gives 'i'.
char32_t lower(char32_t code_point) noexcept;
inline constexpr char32_t kDottedCapitalI = 0x130;
inline constexpr char32_t kDotAbove = 0x307;

inline constexpr char32_t kCapitalSigma = 0x3A3;
inline constexpr char32_t kSmallSigma = 0x3C3;
inline constexpr char32_t kFinalSigma = 0x3C2;

/// Whether the capital sigma at `position` (its length is 2) becomes a final one: a cased letter
/// comes before it and none after it, apostrophes, marks and the like ignored.
bool is_final_sigma(std::string_view text, std::size_t position) noexcept;

/// Python's str.lower(). Ill-formed bytes become U+FFFD.
std::string lower_case(std::string_view text);

enum class Decomposition : std::uint8_t { canonical, compatibility };
inline constexpr std::size_t kMaxDecomposition = 32;

/// Full decomposition of one character into `out`; returns how many code points. Marks are not
/// reordered across characters.
std::size_t decompose(char32_t code_point, Decomposition kind,
                      std::span<char32_t, kMaxDecomposition> out) noexcept;

/// Whether a decomposed character may change or compose with one before it: marks, and the few
/// starters that are second in a composition.
bool combines_with_previous(char32_t code_point) noexcept;
/// Puts the marks of a starter into canonical order.
void order_marks(std::vector<char32_t>& code_points);
/// Composes characters that are decomposed and in canonical order.
void compose(std::vector<char32_t>& code_points);

/// Bytes of the grapheme cluster that begins at `position` (< text.size()) of valid UTF-8.
std::size_t grapheme_length(std::string_view text, std::size_t position) noexcept;

/// Canonical combining class; 0 for starters.
int combining_class(char32_t code_point) noexcept;

/// General category Mn.
bool is_nonspacing_mark(char32_t code_point) noexcept;
/// General category M*: spacing and enclosing marks too.
bool is_mark(char32_t code_point) noexcept;
/// Category Zs.
bool is_space_separator(char32_t code_point) noexcept;
/// Any category C*: controls, format characters, private use, unassigned.
bool is_other(char32_t code_point) noexcept;
/// Category Cn.
bool is_unassigned(char32_t code_point) noexcept;
/// Any category P*.
bool is_punctuation(char32_t code_point) noexcept;

}  // namespace albert

#endif  // ALBERT_TOKENIZER_UNICODE_H_
