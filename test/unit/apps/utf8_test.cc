#include "common/utf8.h"

#include <string>

#include <doctest/doctest.h>

namespace albert::apps {
namespace {

std::string repaired(std::string_view bytes) {
  std::string out;
  append_valid_utf8(out, bytes);
  return out;
}

const std::string kBad = "\xEF\xBF\xBD";

TEST_CASE("valid UTF-8 passes unchanged") {
  const std::string text = std::string("a\0b", 3) + "é€😀\xED\x9F\xBF\xF4\x8F\xBF\xBF";
  CHECK(valid_utf8_prefix(text) == text.size());
  CHECK(repaired(text) == text);
  CHECK(repaired("").empty());
}

TEST_CASE("each maximal ill-formed subsequence becomes one U+FFFD") {
  CHECK(repaired("a\xFF"
                 "b") == "a" + kBad + "b");
  CHECK(repaired("\xC0\x80") == kBad + kBad);  // overlong
  CHECK(repaired("\xE2\x82") == kBad);         // cut off
  CHECK(repaired("\xE2\x82"
                 "A") == kBad + "A");                     // cut short
  CHECK(repaired("\xED\xA0\x80") == kBad + kBad + kBad);  // surrogate
  CHECK(repaired("\xF4\x90\x80\x80") == kBad + kBad + kBad + kBad);
  CHECK(repaired("\xF0\x9F\x98\xE2\x82\xAC") == kBad + "€");
}

}  // namespace
}  // namespace albert::apps
