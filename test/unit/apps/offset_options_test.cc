#include "common/offset_options.h"

#include <doctest/doctest.h>

namespace albert::apps {
namespace {

TEST_CASE("offsets count bytes, or characters") {
  const std::string_view text =
      "a\xC3\xA9\xE2\x82\xAC"
      "b\xF0\x9F\x98\x80";
  const OffsetCounter bytes(text, OffsetUnit::bytes);
  const OffsetCounter chars(text, OffsetUnit::chars);
  CHECK(bytes(6) == 6);
  CHECK(chars(0) == 0);
  CHECK(chars(1) == 1);
  CHECK(chars(3) == 2);
  CHECK(chars(6) == 3);
  CHECK(chars(7) == 4);
  CHECK(chars(text.size()) == 5);
  CHECK(OffsetCounter("", OffsetUnit::chars)(0) == 0);
}

TEST_CASE("invalid UTF-8 counts as the U+FFFD that it is read as") {
  const std::string_view text =
      "\xFF\xE2\x82"
      "b";
  const OffsetCounter chars(text, OffsetUnit::chars);
  CHECK(chars(1) == 1);
  CHECK(chars(3) == 2);
  CHECK(chars(4) == 3);
}

}  // namespace
}  // namespace albert::apps
