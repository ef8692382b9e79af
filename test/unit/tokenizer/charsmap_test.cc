#include "tokenizer/charsmap.h"

#include <random>
#include <stdexcept>
#include <string>

#include <doctest/doctest.h>

#include "albert/base/mapped_file.h"
#include "support/shared.h"
#include "tokenizer/spiece_model.h"

using albert::Charsmap;

namespace {

std::string real_map() {
  const auto file = albert::test::fixtures_dir() / "tokenizer/spiece.model";
  return albert::parse_spiece_model(albert::read_file(file), file.string()).charsmap;
}

}  // namespace

TEST_CASE("no map has no rules") {
  const Charsmap map("");
  CHECK(map.longest("anything").length == 0);
  CHECK(map.keeps('a'));
}

TEST_CASE("the NFKC map replaces the longest rule") {
  const Charsmap map(real_map());
  CHECK(map.longest("\xEF\xBC\xA1").replacement == "A");  // full-width A
  CHECK(map.longest("e\xCC\x81"
                    "b")
            .length == 3);  // e and an acute
  CHECK(map.longest("e\xCC\x81"
                    "b")
            .replacement == "\xC3\xA9");
  CHECK(map.longest("\t").replacement == " ");
  CHECK(map.longest("\x01").length == 1);
  CHECK(map.longest("\x01").replacement.empty());
  CHECK(map.longest("eb").length == 0);
  CHECK(map.longest(std::string(1, '\0')).length == 0);
  CHECK(map.longest("").length == 0);
  CHECK(map.keeps('e'));
  CHECK(!map.keeps('\t'));
}

TEST_CASE("broken layouts are refused") {
  const std::string map = real_map();
  CHECK_THROWS_AS(Charsmap("abc"), std::invalid_argument);
  CHECK_THROWS_AS(Charsmap(map.substr(0, map.size() / 4)), std::invalid_argument);
  CHECK_THROWS_AS(Charsmap(map.substr(0, map.size() - 1) + "x"), std::invalid_argument);
  CHECK_THROWS_AS(Charsmap(std::string(8, '\0')), std::invalid_argument);
}

TEST_CASE("damaged rules never read out of bounds") {
  const std::string good = real_map();
  std::mt19937 random(3);
  for (int round = 0; round < 200; ++round) {
    std::string bad = good;
    for (int i = 0; i < 2000; ++i)
      bad[4 + random() % (bad.size() - 5)] = static_cast<char>(random());
    const Charsmap map(bad);
    for (int i = 0; i < 200; ++i) {
      std::string text(1 + random() % 8, '\0');
      for (char& byte : text) byte = static_cast<char>(random());
      const Charsmap::Match match = map.longest(text);
      REQUIRE(match.length <= text.size());
      REQUIRE(match.replacement.size() < bad.size());
    }
  }
}
