// The goldens that the project carries itself: the built-in vocabulary and a small WordPiece one
// (test/fixtures/tokenizer/make_goldens.py). They need nothing outside the project.
#include <cstddef>

#include <doctest/doctest.h>

#include "support/shared.h"
#include "tokenizer_golden.h"

namespace {

using namespace albert;
using namespace albert::test;
using nlohmann::json;

constexpr TokenizerOption kWordpieceOptions[] = {
    {"lower1", R"({"do_lower_case": true})"},
    {"lower0", R"({"do_lower_case": false})"},
    {"lower1_accents", R"({"do_lower_case": true, "strip_accents": false})"},
    {"lower0_stripped", R"({"do_lower_case": false, "strip_accents": true})"},
    {"no_chinese", R"({"tokenize_chinese_chars": false})"},
    {"no_basic", R"({"do_basic_tokenize": false})"},
};

template <std::size_t N>
void check_fixture(const char* vocabulary, const char* goldens,
                   const TokenizerOption (&options)[N]) {
  const auto folder = fixtures_dir() / "tokenizer";
  const json items = read_json(folder / goldens).at("items");
  CHECK(items.size() >= 300);
  for (const TokenizerOption& option : options) {
    const auto tokenizer = load_with_config(folder / vocabulary, option.config);
    for (const json& item : items) {
      CAPTURE(option.name);
      CAPTURE(item.at("id").get<int>());
      REQUIRE(item.at("options").size() == N);
      check_option(*tokenizer, item, item.at("options").at(option.name));
    }
  }
  const auto tokenizer = load_with_config(folder / vocabulary, "{}");
  for (const json& item : items) {
    CAPTURE(item.at("id").get<int>());
    check_item(*tokenizer, item);
  }
}

}  // namespace

TEST_CASE("the built-in vocabulary gives the reference's ids") {
  check_fixture("spiece.model", "sentencepiece.json", kSpieceOptions);
}

TEST_CASE("a small WordPiece vocabulary gives the reference's ids") {
  check_fixture("vocab.txt", "wordpiece.json", kWordpieceOptions);
}
