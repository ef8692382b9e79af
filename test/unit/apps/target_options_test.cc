#include "common/target_options.h"

#include <optional>
#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace albert::apps {
namespace {

using Words = std::vector<std::string>;

std::optional<Words> split(const std::string& list) {
  Words words;
  if (!split_words(list, words)) return std::nullopt;
  return words;
}

TEST_CASE("a comma is a word where one should stand") {
  CHECK(split("a") == Words{"a"});
  CHECK(split("a,b c,d") == Words{"a", "b c", "d"});
  CHECK(split(",") == Words{","});
  CHECK(split(",,.,?") == Words{",", ".", "?"});
  CHECK(split("a,,,b") == Words{"a", ",", "b"});
  CHECK(split("a,,") == Words{"a", ","});
  CHECK(split("a,") == Words{"a"});
  CHECK(split("").value().empty());
}

TEST_CASE("ambiguous arguments are refused") {
  CHECK_FALSE(split("a,,b"));
  CHECK_FALSE(split(",a"));
}

}  // namespace
}  // namespace albert::apps
