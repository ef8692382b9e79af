// Every string of the tokenizer goldens: what the reference makes of it under every option, with
// the cut-down vocabulary too. The counts are those of their README.
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "support/shared.h"
#include "tokenizer_golden.h"

namespace {

using namespace albert;
using namespace albert::test;
using nlohmann::json;

constexpr TokenizerOption kChineseOptions[] = {
    {"lower1", R"({"do_lower_case": true})"},
    {"lower0", R"({"do_lower_case": false})"},
};

}  // namespace

TEST_CASE("sentencepiece: 264 strings under every option") {
  if (!need_shared("sentencepiece goldens", "goldens/tokenizer/albert_spm.json")) return;
  const auto shared = shared_dir() / "goldens";
  const json goldens = read_json(shared / "tokenizer/albert_spm.json");
  const auto vocabulary = shared / "models/tiny-shared/spiece.model";
  std::size_t comparisons = 0;

  for (const TokenizerOption& option : kSpieceOptions) {
    const auto tokenizer = load_with_config(vocabulary, option.config);
    CHECK(tokenizer->kind() == "sentencepiece");
    for (const json& item : goldens.at("items")) {
      CAPTURE(option.name);
      CAPTURE(item.at("id").get<int>());
      check_option(*tokenizer, item, item.at("options").at(option.name));
      ++comparisons;
    }
  }
  CHECK(comparisons == 4 * 264);

  const auto tokenizer = Tokenizer::load(shared / "models/tiny-shared");
  const auto cut = Tokenizer::load(shared / "models/tiny-groups2");
  CHECK(tokenizer->vocab_size() == 30000);
  CHECK(cut->vocab_size() == 4000);
  comparisons = 0;
  for (const json& item : goldens.at("items")) {
    CAPTURE(item.at("id").get<int>());
    comparisons += check_item(*tokenizer, item);
    check_option(*cut, item, item.at("cut_vocab"));
  }
  CHECK(comparisons == 12 * 264);
}

TEST_CASE("sentencepiece: 1,500 random strings, lower-cased and as they are") {
  if (!need_shared("sentencepiece fuzz goldens", "goldens/tokenizer/fuzz_albert_spm.jsonl")) return;
  const auto shared = shared_dir() / "goldens";
  const auto vocabulary = shared / "models/tiny-shared/spiece.model";
  const auto lower = Tokenizer::load(shared / "models/tiny-shared");
  const auto cased = load_with_config(vocabulary, kSpieceOptions[3].config);
  const auto lines = read_json_lines(shared / "tokenizer/fuzz_albert_spm.jsonl");
  CHECK(lines.size() == 1500);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    CAPTURE(i);
    const auto text = lines[i].at("text").get<std::string>();
    CHECK(plain_ids(*lower, text) == lines[i].at("ids").get<Ids>());
    CHECK(plain_ids(*cased, text) == lines[i].at("ids_cased_accents").get<Ids>());
  }
}

TEST_CASE("WordPiece: 99 strings under every option") {
  if (!need_shared("WordPiece goldens", "goldens/tokenizer/zh_bert.json")) return;
  const auto shared = shared_dir() / "goldens";
  const json goldens = read_json(shared / "tokenizer/zh_bert.json");
  std::size_t comparisons = 0;
  for (const TokenizerOption& option : kChineseOptions) {
    const auto tokenizer = load_with_config(shared / "models/tiny-zh/vocab.txt", option.config);
    CHECK(tokenizer->kind() == "wordpiece");
    for (const json& item : goldens.at("items")) {
      CAPTURE(option.name);
      CAPTURE(item.at("id").get<int>());
      check_option(*tokenizer, item, item.at("options").at(option.name));
      ++comparisons;
    }
  }
  CHECK(comparisons == 2 * 99);

  const auto tokenizer = Tokenizer::load(shared / "models/tiny-zh");
  CHECK(tokenizer->vocab_size() == 21128);
  comparisons = 0;
  for (const json& item : goldens.at("items")) {
    CAPTURE(item.at("id").get<int>());
    comparisons += check_item(*tokenizer, item);
  }
  CHECK(comparisons == 12 * 99);
}

TEST_CASE("WordPiece: 750 random strings") {
  if (!need_shared("WordPiece fuzz goldens", "goldens/tokenizer/fuzz_zh_bert.jsonl")) return;
  const auto shared = shared_dir() / "goldens";
  const auto tokenizer = Tokenizer::load(shared / "models/tiny-zh");
  const auto lines = read_json_lines(shared / "tokenizer/fuzz_zh_bert.jsonl");
  CHECK(lines.size() == 750);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    CAPTURE(i);
    CHECK(plain_ids(*tokenizer, lines[i].at("text").get<std::string>()) ==
          lines[i].at("ids").get<Ids>());
  }
}
