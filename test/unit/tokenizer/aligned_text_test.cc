#include "tokenizer/aligned_text.h"

#include <doctest/doctest.h>

using albert::AlignedText;
using albert::ByteRange;

TEST_CASE("a range covers whole original characters") {
  AlignedText text;
  text.push('a', 0);
  text.append(
      "1\xE2\x81\x84"
      "2",
      1);                          // one half, two bytes in the original
  text.append(char32_t{0xE9}, 4);  // with a dropped mark behind it
  text.push('b', 8);
  text.end = 9;
  CHECK(text.size() == 9);
  CHECK(text.range(0, 1) == ByteRange{0, 1});
  CHECK(text.range(1, 2) == ByteRange{1, 4});  // the "1" of one half
  CHECK(text.range(5, 6) == ByteRange{1, 4});  // its "2"
  CHECK(text.range(6, 8) == ByteRange{4, 8});
  CHECK(text.range(8, 9) == ByteRange{8, 9});
  CHECK(text.range(8, 8) == ByteRange{8, 8});
  CHECK(text.range(9, 9) == ByteRange{9, 9});
  CHECK(text.range(0, 9) == ByteRange{0, 9});
}
