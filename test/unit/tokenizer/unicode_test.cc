#include "tokenizer/unicode.h"

#include <array>
#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace albert;

namespace {

std::vector<unsigned> lengths(std::string_view text) {
  std::vector<unsigned> result;
  for (std::size_t i = 0; i < text.size();) {
    const DecodedCharacter c = decode_utf8(text, i);
    CHECK(c.code_point == kReplacementCharacter);
    result.push_back(c.length);
    i += c.length;
  }
  return result;
}

}  // namespace

TEST_CASE("every code point survives encoding and decoding") {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c == 0xD800) c = 0xE000;
    std::string text;
    append_utf8(text, c);
    const DecodedCharacter decoded = decode_utf8(text, 0);
    REQUIRE(decoded.code_point == c);
    REQUIRE(decoded.length == text.size());
    REQUIRE(utf8_length(text[0]) == text.size());
    REQUIRE(is_valid_utf8(text));
  }
}

TEST_CASE("ill-formed sequences are replaced as in Python") {
  using Lengths = std::vector<unsigned>;
  CHECK(lengths("\x80\xBF") == Lengths{1, 1});
  CHECK(lengths("\xC0\xAF") == Lengths{1, 1});                // overlong
  CHECK(lengths("\xE0\x80\x80") == Lengths{1, 1, 1});         // overlong
  CHECK(lengths("\xED\xA0\x80") == Lengths{1, 1, 1});         // surrogate
  CHECK(lengths("\xF4\x90\x80\x80") == Lengths{1, 1, 1, 1});  // beyond Unicode
  CHECK(lengths("\xF5\xFF") == Lengths{1, 1});
  CHECK(lengths("\xE2\x96") == Lengths{2});  // cut off
  CHECK(lengths("\xF0\x9F\x98") == Lengths{3});
  CHECK(lengths("\xE2\x96\xE2\x96") == Lengths{2, 2});
  CHECK(!is_valid_utf8("a\xFF"));
  CHECK(is_valid_utf8("a\xEF\xBF\xBD"));
}

TEST_CASE("white space is Python's") {
  for (const char32_t c : {0x09, 0x0D, 0x1C, 0x1F, 0x20, 0x85, 0xA0, 0x1680, 0x2000, 0x200A, 0x2028,
                           0x2029, 0x202F, 0x205F, 0x3000}) {
    CAPTURE(static_cast<unsigned>(c));
    CHECK(is_space(c));
  }
  for (const char32_t c : {0x00, 0x08, 0x0E, 0x1B, 0x7F, 0x180E, 0x200B, 0x2060, 0xFEFF}) {
    CAPTURE(static_cast<unsigned>(c));
    CHECK(!is_space(c));
  }
}

TEST_CASE("digits are Python's") {
  for (const char32_t c : {0x30, 0x39, 0xB2, 0x661, 0x96A, 0x1369, 0x2074, 0x2460, 0x278A, 0xFF11,
                           0x10A40, 0x1D7D8, 0x1F101}) {
    CAPTURE(static_cast<unsigned>(c));
    CHECK(is_digit(c));
  }
  for (const char32_t c : {0x2F, 0x3A, 0xBD, 0x2160, 0x2469, 0x4E00}) {
    CAPTURE(static_cast<unsigned>(c));
    CHECK(!is_digit(c));
  }
}

TEST_CASE("a sigma is final after a letter and before none") {
  const std::string sigma = "\xCE\xA3";
  CHECK(is_final_sigma("a" + sigma, 1));
  CHECK(is_final_sigma("a'" + sigma + "' b", 2));
  CHECK(!is_final_sigma(sigma, 0));
  CHECK(!is_final_sigma("1" + sigma, 1));
  CHECK(!is_final_sigma("a" + sigma + "b", 1));
  CHECK(!is_final_sigma("a" + sigma +
                            ".\xCC\x81"
                            "B",
                        1));
  CHECK(is_final_sigma("a" + sigma + "1b", 1));
}

TEST_CASE("decompositions are full ones") {
  std::array<char32_t, kMaxDecomposition> parts;
  CHECK(decompose(0x1EA4, Decomposition::canonical, parts) == 3);  // A, circumflex, acute
  CHECK(parts[0] == 'A');
  CHECK(decompose(0xBD, Decomposition::canonical, parts) == 1);
  CHECK(decompose(0xBD, Decomposition::compatibility, parts) == 3);
  CHECK(parts[1] == 0x2044);
  CHECK(decompose(0xFDFA, Decomposition::compatibility, parts) == 18);  // the longest there is
  CHECK(decompose(0xAC01, Decomposition::canonical, parts) == 3);
  CHECK(decompose(0x378, Decomposition::canonical, parts) == 1);  // unassigned
  CHECK(combining_class(0x301) == 230);
  CHECK(combining_class('a') == 0);
}

TEST_CASE("texts are lower-cased as in Python") {
  CHECK(lower_case("ÄPFEL, İ, Groß") == "äpfel, i\u0307, groß");
  CHECK(lower_case("ΣΑΣ ΟΔΟΣ") == "σας οδος");
  CHECK(lower_case("a\xFFZ") == "a\uFFFDz");
}

TEST_CASE("characters are counted, ill-formed sequences as the characters that replace them") {
  CHECK(count_characters("") == 0);
  CHECK(count_characters("aé北😀") == 4);
  CHECK(count_characters("a\xE5\x8C\xFF") == 3);
}
