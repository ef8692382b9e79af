#include "albert/tasks/mask_target.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "number_tokenizer.h"
#include "support/shared.h"

namespace {

using namespace albert;
using Words = std::vector<std::string>;

/// The pieces of a target for the only mask of a text, or for the last of a pair's second segment.
Words pieces(const Tokenizer& tokenizer, const std::string& text, const std::string& word,
             const std::optional<std::string>& pair = std::nullopt) {
  const Encoding encoding =
      tokenizer.encode(text, pair ? std::optional<std::string_view>(*pair) : std::nullopt);
  std::size_t mask = encoding.size();
  while (encoding.input_ids[--mask] != tokenizer.special().mask) {
  }
  const MaskContext context = mask_context(encoding, mask, pair ? *pair : text, tokenizer);
  Words spelled;
  for (const std::int32_t token : target_pieces(tokenizer, word, context)) {
    spelled.emplace_back(tokenizer.piece(token));
  }
  return spelled;
}

TEST_CASE("a target begins a word, or continues the one that the mask is in") {
  const auto tokenizer = Tokenizer::load(test::fixtures_dir() / "tokenizer/spiece.model");
  const auto at = [&](const std::string& text, const std::string& word) {
    return pieces(*tokenizer, text, word);
  };
  CHECK(at("the [MASK] of", "capital") == Words{"▁capital"});
  CHECK(at("[MASK]", "Capital") == Words{"▁capital"});
  CHECK(at("the\u00A0[MASK]", "capital") == Words{"▁capital"});
  CHECK(at("the [MASK] of", "▁capital") == Words{"▁capital"});
  CHECK(at("walk[MASK] on", "ing") == Words{"ing"});
  CHECK(at("walk[MASK] on", "▁capital") == Words{"▁capital"});
  CHECK(at("walk[MASK] on", "▁xqzxqz") == at("walk [MASK] on", "xqzxqz"));
  CHECK(at("(x [MASK]", "capital") == Words{"▁capital"});
  CHECK(at("[SEP][MASK]", "capital") == Words{"▁capital"});
  CHECK(at("it rains [MASK] we stay", ",") == Words{","});
  CHECK(at("it rains[MASK] we stay", ",") == Words{","});
  CHECK(at("the [MASK]", " ").empty());
  CHECK(at("the [MASK]", "").empty());
  CHECK(at("the [MASK]", "\U0001F600") == Words{"<unk>"});
  CHECK(at("the[MASK]", "\U0001F600") == Words{"<unk>"});
  CHECK(at("the [MASK]", "[SEP]") == Words{"[SEP]"});
  // After a mask in the same word, the word goes on.
  CHECK(at("a [MASK][MASK]", "ing") == Words{"ing"});
  CHECK(at("a [MASK] [MASK]", "capital") == Words{"▁capital"});
  CHECK(pieces(*tokenizer, "un[MASK]", "capital", "the [MASK]") == Words{"▁capital"});
  CHECK(pieces(*tokenizer, "the [MASK]", "ing", "walk[MASK]") == Words{"ing"});
}

TEST_CASE("WordPiece marks what continues a word; punctuation ends one") {
  const auto tokenizer = Tokenizer::load(test::fixtures_dir() / "tokenizer/vocab.txt");
  const auto at = [&](const std::string& text, const std::string& word) {
    return pieces(*tokenizer, text, word);
  };
  CHECK(at("the [MASK]", "a") == Words{"a"});
  CHECK(at("the[MASK]", "ing") == Words{"##ing"});
  CHECK(at("the [MASK]", "##ing") == Words{"##ing"});
  CHECK(at("the ([MASK]", "the") == Words{"the"});
  CHECK(at("the [MASK][MASK]", "a") == Words{"##a"});
}

TEST_CASE("a word that is no piece has several") {
  const auto tokenizer = Tokenizer::load(test::fixtures_dir() / "tokenizer/spiece.model");
  const Words begin = pieces(*tokenizer, "the [MASK]", "xqzxqz");
  REQUIRE(begin.size() > 1);
  Words inside = pieces(*tokenizer, "un[MASK]", "xqzxqz");
  std::string spelled;
  for (const std::string& piece : inside) spelled += piece;
  CHECK(spelled == "xqzxqz");
}

TEST_CASE("a raw target is the entry of that spelling, else its first token") {
  const test::NumberTokenizer tokenizer(100);
  CHECK(find_raw_target(tokenizer, "17").token == 17);
  CHECK(find_raw_target(tokenizer, "17").pieces == 1);
  CHECK(find_raw_target(tokenizer, "17 18").token == 17);
  CHECK(find_raw_target(tokenizer, "17 18").pieces == 2);
  CHECK(find_raw_target(tokenizer, "").pieces == 0);
}

TEST_CASE("targets of equal pieces count once") {
  const test::NumberTokenizer tokenizer(100);
  const Words words = {"17", "18", "17-18", "17"};
  const FoundTargets found = find_targets(tokenizer, words, {}, false);
  REQUIRE(found.targets.size() == 3);
  CHECK(found.targets[2].pieces == std::vector<std::int32_t>{17, 18});
  CHECK(find_targets(tokenizer, words, {}, true).targets.size() == 2);
  CHECK(find_targets(tokenizer, Words{"17", ""}, {}, false).error ==
        "target '' is no token of the model");
}

}  // namespace
