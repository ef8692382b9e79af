// Tokens that folders add to a vocabulary: found, decoded, given ids; and whose class is read.
#include <string>

#include <doctest/doctest.h>

#include "albert/tokenizer/tokenizer.h"
#include "spiece_builder.h"
#include "support/shared.h"
#include "support/temp_dir.h"
#include "tokenizer/added_token_set.h"

namespace {

using namespace albert;
using albert::test::SpieceBuilder;
using albert::test::TempDir;
using Type = SpieceModel::PieceType;
using Ids = std::vector<std::int32_t>;

const std::filesystem::path kFixtures = test::fixtures_dir() / "compatibility";

Ids ids(const Tokenizer& tokenizer, std::string_view text) {
  return tokenizer.encode(text, std::nullopt, {.add_special_tokens = false}).input_ids;
}

std::string refusal(const std::filesystem::path& source,
                    std::optional<TokenizerClass> as = std::nullopt) {
  try {
    Tokenizer::load(source, as);
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::model);
    return error.what();
  }
  return "loaded";
}

bool says(const std::string& message, std::string_view part) {
  CAPTURE(message);
  return message.find(part) != std::string::npos;
}

AddedToken token(std::string text, std::int32_t id) {
  AddedToken added;
  added.text = std::move(text);
  added.id = id;
  return added;
}

/// Every token that `set` finds in `text`, as "id@begin ".
std::string found(const AddedTokenSet& set, std::string_view text) {
  std::string all;
  for (std::size_t at = 0; at < text.size();) {
    const AddedTokenSet::Match match = set.next(text, at);
    if (match.token == nullptr) break;
    all += std::to_string(match.token->id) + "@" + std::to_string(match.begin) + " ";
    at = match.begin + match.token->text.size();
  }
  return all;
}

constexpr std::string_view kVocabulary = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\n##b\n";

}  // namespace

TEST_CASE("the leftmost and longest token is found") {
  const AddedTokenSet set({token("ab", 1), token("abc", 2), token("cd", 3), token("d", 4)});
  CHECK(found(set, "xabcd ab cd") == "2@1 4@4 1@6 3@9 ");
  CHECK(found(AddedTokenSet(), "abc").empty());
}

TEST_CASE("a single word stands alone") {
  AddedToken word = token("ab", 1);
  word.single_word = true;
  const AddedTokenSet set({word, token("b", 2)});
  CHECK(found(set,
              "ab ab. xab abx a_ab \xC3\xA9"
              "ab") == "1@0 1@3 ");
  CHECK(found(set, "xab b") == "2@4 ");  // passed over as a whole
}

TEST_CASE("split swallows the white space that tokens strip") {
  AddedToken left = token("<l>", 1), right = token("<r>", 2);
  left.lstrip = right.rstrip = true;
  const AddedTokenSet set({left, right});
  AlignedText text;
  clean_text("a  <l> b <r>  c", AddedTokenSet(), false, text);
  std::string parts;
  set.split(
      text,
      [&](std::size_t begin, std::size_t end) {
        parts += "(" + text.text.substr(begin, end - begin) + ")";
      },
      [&](const AddedToken& t, std::size_t) { parts += t.text; });
  CHECK(parts == "(a)<l>( b )<r>(c)");
}

TEST_CASE("case 3: tokens added in fine-tuning have their ids, pieces and texts") {
  const auto tokenizer = Tokenizer::load(kFixtures / "added-tokens");
  CHECK(tokenizer->encode("the <ent> saw a gizmo").input_ids ==
        Ids{2, 7, 5, 6, 42, 16, 40, 28, 17, 43, 3});
  // As transformers 5.24 has it.
  CHECK(tokenizer->encode("A Gizmo, gizmos").input_ids == Ids{2, 17, 43, 9, 1, 43, 16, 3});
  CHECK(tokenizer->vocab_size() == 44);
  CHECK(tokenizer->piece(42) == "<ent>");
  CHECK(tokenizer->find("gizmo") == 43);
  CHECK(tokenizer->is_special(42));
  CHECK(!tokenizer->is_special(43));
  CHECK(tokenizer->decode(Ids{2, 7, 5, 6, 42, 17, 43, 3}) == "[CLS] the <ent> a gizmo [SEP]");
  CHECK(tokenizer->decode(Ids{2, 7, 5, 6, 42, 17, 43, 3}, {.skip_special_tokens = true}) ==
        "the a gizmo");
}

TEST_CASE("added_tokens_decoder and added_tokens.json state ids; gaps have no tokens") {
  const TempDir folder;
  folder.write("vocab.txt", kVocabulary);
  folder.write("tokenizer_config.json",
               R"({"added_tokens_decoder": {"4": {"content": "[MASK]", "special": true},
                   "9": {"content": "Foo", "single_word": true},
                   "8": {"content": "Bar", "normalized": false}}})");
  folder.write("added_tokens.json", R"({"Foo": 9, "zz": 10})");
  const auto tokenizer = Tokenizer::load(folder.path());
  CHECK(tokenizer->vocab_size() == 11);
  CHECK(!tokenizer->is_token(7));
  CHECK(tokenizer->is_token(8));
  CHECK(tokenizer->is_added(8));
  CHECK(!tokenizer->is_added(6));
  // Normalized tokens are matched in lower-cased text, others in the original text.
  CHECK(ids(*tokenizer, "a foo Bar bar xfoo ZZa") == Ids{5, 9, 8, 1, 1, 10, 5});
  CHECK(tokenizer->decode(Ids{5, 6, 9, 5}) == "ab Foo a");

  const auto refuses = [&](std::string_view added, std::string_view reason) {
    folder.write("added_tokens.json", added);
    CHECK(says(refusal(folder.path()), reason));
  };
  refuses(R"({"a": 7})", "has id 7, but the vocabulary has it as 5");
  refuses(R"({"x": 3})", "has the id 3 of another piece");
  refuses(R"({"x": 12, "y": 12})", "two added tokens have the id 12");
  refuses(R"({"x": 2147483647})", "out of range");
  refuses(R"({"x": -1})", "not a token id");
  refuses(R"({"x": 1.5})", "not a token id");
  refuses(R"({"": 12})", "empty token");
}

TEST_CASE("case 52: special tokens that a sentencepiece model lacks are appended") {
  const TempDir folder;
  SpieceBuilder builder;
  builder.piece("<unk>", 0.0F, Type::unknown)
      .piece("<s>", 0.0F, Type::control)
      .piece("</s>", 0.0F, Type::control)
      .piece(
          "\xE2\x96\x81"
          "a",
          -1.0F);
  folder.write("spiece.model", builder.bytes());
  CHECK(says(refusal(folder.path()), "no classifier token '[CLS]'"));

  // The order is that of transformers: bos, eos, unk, sep, pad, cls, mask.
  folder.write("config.json", R"({"vocab_size": 8})");
  const auto by_rows = Tokenizer::load(folder.path());
  CHECK(by_rows->special().cls == 4);
  CHECK(by_rows->special().sep == 5);
  CHECK(by_rows->special().pad == 6);
  CHECK(by_rows->special().mask == 7);
  CHECK(by_rows->encode("a [MASK]").input_ids == Ids{4, 3, 7, 5});

  folder.write("config.json", R"({"vocab_size": 6})");  // rows for two only
  CHECK(Tokenizer::load(folder.path())->special().mask == -1);

  folder.write("tokenizer_config.json", R"({"cls_token": "<s>", "sep_token": "</s>"})");
  const auto named = Tokenizer::load(folder.path());
  CHECK(named->special().cls == 1);
  CHECK(named->special().sep == 2);

  folder.write("config.json", R"({"vocab_size": 8})");
  folder.write("tokenizer_config.json",
               R"({"added_tokens_decoder": {"7": {"content": "[CLS]", "special": true},
                   "6": {"content": "[SEP]", "special": true}, "4": {"content": "<pad>"},
                   "5": {"content": "[MASK]", "lstrip": true}}})");
  const auto stated = Tokenizer::load(folder.path());
  CHECK(stated->encode("a [MASK]").input_ids == Ids{7, 3, 5, 6});
  CHECK(stated->special().pad == 4);
}

TEST_CASE("case 29: blank lines at the end of vocab.txt are not pieces, others keep their id") {
  const TempDir folder;
  folder.write("vocab.txt", std::string(kVocabulary) + "\n\r\n\n");
  CHECK(Tokenizer::load(folder.path())->vocab_size() == 7);
  folder.write("vocab.txt", std::string(kVocabulary) + "\nc\n");
  const auto tokenizer = Tokenizer::load(folder.path());
  CHECK(tokenizer->vocab_size() == 9);
  CHECK(!tokenizer->is_token(7));
  CHECK(tokenizer->find("c") == 8);
  CHECK(!tokenizer->find(""));
}

TEST_CASE("cases 4 and 37: another class and another file are refused by name") {
  CHECK(says(refusal(kFixtures / "tokenizer-class-ignored"), "'BertJapaneseTokenizer'"));
  CHECK(refusal(kFixtures / "tokenizer-class-ignored", TokenizerClass::bert) == "loaded");
  CHECK(says(refusal(kFixtures / "tokenizer-class-ignored", TokenizerClass::albert),
             "spiece.model or tokenizer.json is missing"));

  const TempDir folder;
  folder.write("vocab.txt", kVocabulary);
  for (const char* known : {"BertTokenizer", "BertTokenizerFast", "AlbertTokenizer"}) {
    folder.write("tokenizer_config.json", std::string(R"({"tokenizer_class": ")") + known + "\"}");
    CHECK(refusal(folder.path()) == "loaded");
  }
  for (const char* unknown : {"T5Tokenizer", "XLNetTokenizerFast", "LlamaTokenizer"}) {
    folder.write("tokenizer_config.json",
                 std::string(R"({"tokenizer_class": ")") + unknown + "\"}");
    CHECK(says(refusal(folder.path()), unknown));
    CHECK(says(refusal(folder.path() / "vocab.txt"), unknown));
    CHECK_THROWS_AS(Tokenizer::load(folder.path()), UnknownTokenizerClass);
  }
  folder.write("tokenizer_config.json", R"({"tokenizer_class": "PreTrainedTokenizerFast"})");
  CHECK(says(refusal(folder.path()), "needs a tokenizer.json"));
  folder.write("tokenizer_config.json", "{}");
  folder.write("config.json", R"({"tokenizer_class": "T5Tokenizer"})");
  CHECK(says(refusal(folder.path()), "config.json: tokenizer_class 'T5Tokenizer'"));

  // The copy of a tokenizer that was read as another class states that class.
  const TempDir copy;
  copy_tokenizer(folder.path(), copy.path(), TokenizerClass::bert);
  CHECK(Tokenizer::load(copy.path())->vocab_size() == 7);

  const TempDir scores;
  scores.write("vocab.txt", "<unk>\t0\n<s>\t0\n</s>\t0\n\xE2\x96\x81the\t-3.2\n");
  CHECK(says(refusal(scores.path()), "the list of pieces that sentencepiece writes"));
  scores.write("vocab.txt", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n");
  CHECK(says(refusal(scores.path()), "Git LFS pointer"));
}
