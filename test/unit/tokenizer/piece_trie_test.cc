#include "tokenizer/piece_trie.h"

#include <algorithm>
#include <map>
#include <random>
#include <stdexcept>
#include <string>

#include <doctest/doctest.h>

using albert::PieceTrie;

TEST_CASE("an empty trie finds nothing") {
  const PieceTrie trie;
  CHECK(!trie.find(""));
  CHECK(!trie.find("a"));
  CHECK(!trie.find(std::string(1, '\0')));
  CHECK(trie.longest_prefix("abc") == 0);
}

TEST_CASE("keys are found exactly, the empty one and NULs included") {
  const std::string nul("a\0b", 3);
  const PieceTrie trie({{"", 7}, {"a", 1}, {"ab", 2}, {nul, 3}, {"\xFF\x00", 4}});
  CHECK(trie.find("") == 7);
  CHECK(trie.find("a") == 1);
  CHECK(trie.find("ab") == 2);
  CHECK(trie.find(nul) == 3);
  CHECK(trie.find("\xFF") == 4);  // a C string ends at its NUL
  CHECK(!trie.find("abc"));
  CHECK(!trie.find(std::string("a\0", 2)));
  CHECK(trie.longest_prefix("abba") == 2);
  CHECK(trie.longest_prefix("xa") == 0);
}

TEST_CASE("the last of equal keys wins") {
  const PieceTrie trie({{"b", 1}, {"a", 2}, {"b", 3}});
  CHECK(trie.find("b") == 3);
}

TEST_CASE("a trie agrees with a map") {
  std::mt19937 random(7);
  std::map<std::string, std::int32_t> map;
  const auto random_key = [&](unsigned letters) {
    std::string key(random() % 6, '\0');
    for (char& byte : key) byte = static_cast<char>(random() % letters);
    return key;
  };
  for (std::int32_t i = 0; i < 20000; ++i) map[random_key(i % 2 == 0 ? 5 : 256)] = i;
  std::vector<PieceTrie::Entry> entries;
  for (const auto& [key, value] : map) entries.push_back({key, value});
  std::shuffle(entries.begin(), entries.end(), random);
  const PieceTrie trie(entries);
  for (const auto& [key, value] : map) REQUIRE(trie.find(key) == value);
  for (int i = 0; i < 20000; ++i) {
    const std::string key = random_key(i % 2 == 0 ? 5 : 256);
    const auto found = map.find(key);
    REQUIRE(trie.find(key).has_value() == (found != map.end()));
  }
}

TEST_CASE("too many keys are refused, not a crash") {
  const std::string long_key(std::size_t{9} << 20U, 'x');
  CHECK_THROWS_AS(PieceTrie({{long_key, 0}}), std::length_error);
}
