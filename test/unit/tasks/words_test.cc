#include "albert/tasks/words.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace {

using namespace albert;
using Words = std::vector<std::string>;

Words words(std::string_view text) {
  Words found;
  for (const ByteRange range : find_words(text)) {
    found.emplace_back(text.substr(range.begin, range.end - range.begin));
  }
  return found;
}

TEST_CASE("words are runs without white space") {
  CHECK(words("").empty());
  CHECK(words(" \t\r\n").empty());
  CHECK(words("one") == Words{"one"});
  CHECK(words(" one,  two\tthree. ") == Words{"one,", "two", "three."});
}

TEST_CASE("white space of any script separates; invalid bytes do not") {
  CHECK(words("a\u00A0b\u3000c\u2028d\u200Be") == Words{"a", "b", "c", "d\u200Be"});
  CHECK(words("a\xFF\xE3\x80 b") == Words{"a\xFF\xE3\x80", "b"});
}

}  // namespace
