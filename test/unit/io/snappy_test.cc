#include "io/tensorflow/snappy.h"

#include <string>

#include <doctest/doctest.h>

#include "unit/io/archive_testing.h"

using namespace albert;
using namespace albert::test;
using namespace std::string_literals;

namespace {

std::string uncompress(const std::string& block) {
  return io::uncompress_snappy(as_bytes(block), "x.index");
}

}  // namespace

TEST_CASE("snappy: literals and copies of all their sizes") {
  CHECK(uncompress("\x00"s).empty());
  CHECK(uncompress("\x03\x08"
                   "abc"s) == "abc");
  CHECK(uncompress("\x0c\x0c"
                   "abcd\x11\x04"s) == "abcdabcdabcd");  // overlapping, short
  CHECK(uncompress("\x08\x0c"
                   "abcd\x0e\x04\x00"s) == "abcdabcd");  // two bytes of distance
  CHECK(uncompress("\x08\x0c"
                   "abcd\x0f\x04\x00\x00\x00"s) == "abcdabcd");  // four
  CHECK(uncompress("\x05\x00"
                   "a\x0e\x01\x00"s) == "aaaaa");
  const std::string text(300, 't');
  CHECK(uncompress("\xac\x02\xf4\x2b\x01"s + text) == text);  // a literal's length in two bytes
  CHECK(uncompress("\x64\xf0\x63"s + text.substr(0, 100)) == text.substr(0, 100));
  CHECK(uncompress("\xe9\x02\x00"
                   "a"
                   "\xfe\x01\x00\xfe\x01\x00\xfe\x01\x00\xfe\x01\x00\xfe\x01\x00\x9e\x01\x00"s) ==
        std::string(361, 'a'));
}

TEST_CASE("snappy: damaged blocks are refused") {
  for (const std::string& bad : {""s, "\x03"s,
                                 "\x02\x08"
                                 "abc"s,
                                 "\x04\x08"
                                 "abc"s,
                                 "\x08\x0c"
                                 "abcd\x0e\x00\x00"s,
                                 "\x08\x0c"
                                 "abcd\x0e\x05\x00"s,
                                 "\x08\x0e\x01\x00"s,
                                 "\x08\x0c"
                                 "abcd\x0e\x04"s,
                                 "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f"s,
                                 "\x10\xfc\xff\xff\xff\xff"
                                 "a"s,
                                 "\x05\x00"
                                 "a\xfe\x01\x00"s}) {
    CAPTURE(bad);
    CHECK(model_error([&] { uncompress(bad); }).find("x.index: ") == 0);
  }
}
