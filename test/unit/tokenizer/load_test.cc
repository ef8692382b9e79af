// Which tokenizer a folder gives, what its JSON files change, and what is refused.
#include <cmath>
#include <random>
#include <string>

#include <doctest/doctest.h>

#include "albert/base/error.h"
#include "albert/base/mapped_file.h"
#include "albert/tokenizer/tokenizer.h"
#include "spiece_builder.h"
#include "support/shared.h"
#include "support/temp_dir.h"

namespace {

using namespace albert;
using albert::test::SpieceBuilder;
using albert::test::TempDir;
using Type = SpieceModel::PieceType;
using Ids = std::vector<std::int32_t>;

/// What the error says when the folder does not load; fails when it does.
std::string refusal(const TempDir& folder) {
  try {
    Tokenizer::load(folder.path());
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::model);
    return error.what();
  }
  FAIL("loaded");
  return {};
}

std::string refusal_of_model(const std::string& bytes) {
  const TempDir folder;
  folder.write("spiece.model", bytes);
  return refusal(folder);
}

bool says(const std::string& message, std::string_view part) {
  CAPTURE(message);
  return message.find(part) != std::string::npos;
}

SpieceBuilder small_model() {
  SpieceBuilder builder = SpieceBuilder::with_basic_pieces();
  builder.piece("\xE2\x96\x81", -3.0F)
      .piece(
          "\xE2\x96\x81"
          "a",
          -1.0F)
      .piece("a", -1.5F);
  return builder.piece("A", -2.0F).piece("b", -2.5F).piece("\xC3\xA1", -2.5F);
}

constexpr std::string_view kSmallVocabulary =
    "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\n##b\nA\n\xC3\xA1\n\xE4\xB8\xAD\n##\xE4\xB8\xAD\n"
    "a\xE4\xB8\xAD\n<x>\n";

Ids ids(const TempDir& folder, std::string_view text) {
  return Tokenizer::load(folder.path())
      ->encode(text, std::nullopt, {.add_special_tokens = false})
      .input_ids;
}

}  // namespace

TEST_CASE("the files in the folder choose the tokenizer") {
  const TempDir folder;
  CHECK(says(refusal(folder), "spiece.model, vocab.txt or tokenizer.json is missing"));
  folder.write("vocab.txt", kSmallVocabulary);
  CHECK(Tokenizer::load(folder.path())->kind() == "wordpiece");
  folder.write("spiece.model", small_model().bytes());
  CHECK(Tokenizer::load(folder.path())->kind() == "sentencepiece");
}

TEST_CASE("tokenizer_config.json changes a sentencepiece tokenizer") {
  const TempDir folder;
  folder.write("spiece.model", small_model().bytes());
  const std::string_view text = "A \xC3\x81";
  CHECK(ids(folder, text) == Ids{6, 6});
  folder.write("tokenizer_config.json", R"({"keep_accents": true})");
  CHECK(ids(folder, text) == Ids{6, 5, 10});
  folder.write("tokenizer_config.json", R"({"do_lower_case": false, "keep_accents": null})");
  CHECK(ids(folder, text) == Ids{5, 8, 5, 8});
}

TEST_CASE("tokenizer_config.json changes a WordPiece tokenizer") {
  const TempDir folder;
  folder.write("vocab.txt", kSmallVocabulary);
  CHECK(ids(folder, "AB \xC3\x81 a\xE4\xB8\xAD") == Ids{5, 6, 5, 5, 9});
  folder.write("tokenizer_config.json", R"({"strip_accents": false})");
  CHECK(ids(folder, "AB \xC3\x81") == Ids{5, 6, 8});
  folder.write("tokenizer_config.json", R"({"do_lower_case": false})");
  CHECK(ids(folder, "AB A \xC3\xA1") == Ids{1, 7, 8});
  folder.write("tokenizer_config.json", R"({"do_lower_case": false, "strip_accents": true})");
  CHECK(ids(folder, "A \xC3\xA1") == Ids{7, 5});
  folder.write("tokenizer_config.json", R"({"tokenize_chinese_chars": false})");
  CHECK(ids(folder, "a\xE4\xB8\xAD") == Ids{11});
  folder.write("tokenizer_config.json", R"({"do_basic_tokenize": false})");
  CHECK(ids(folder, "A a\xE4\xB8\xAD a\xE4\xB8\xAD\xE4\xB8\xAD <x>") == Ids{7, 11, 11, 10, 12});
}

TEST_CASE("special tokens may have other names, as strings or objects") {
  const TempDir folder;
  SpieceBuilder builder = small_model();
  builder.piece("<m>", 0.0F, Type::control).piece("<s>", 0.0F, Type::control);
  folder.write("spiece.model", builder.piece("<x>", 0.0F, Type::control).bytes());
  folder.write("tokenizer_config.json",
               R"({"mask_token": {"content": "<m>", "lstrip": true}, "pad_token": "<none>",
                   "additional_special_tokens": ["<x>"], "bos_token": null})");
  auto tokenizer = Tokenizer::load(folder.path());
  CHECK(tokenizer->special().mask == 11);
  CHECK(tokenizer->special().pad == 14);  // behind the vocabulary
  CHECK(tokenizer->is_special(13));
  CHECK(!tokenizer->is_special(4));
  CHECK(!tokenizer->is_special(-1));
  CHECK(ids(folder, "a<m>a <X>") == Ids{6, 11, 6, 13});

  folder.write("special_tokens_map.json", R"({"cls_token": "<s>"})");
  tokenizer = Tokenizer::load(folder.path());
  CHECK(tokenizer->special().cls == 12);
  CHECK(tokenizer->special().mask == 11);

  folder.write("special_tokens_map.json", R"({"sep_token": "</s>"})");
  CHECK(Tokenizer::load(folder.path())->special().sep == 14);
  folder.write("config.json", R"({"vocab_size": 14})");  // no row for it
  CHECK(says(refusal(folder), "no separator token '</s>'"));
}

TEST_CASE("user-defined pieces among extra_special_tokens are pieces like others") {
  const TempDir folder;
  SpieceBuilder builder = small_model();
  builder.piece("-", 0.0F, Type::user_defined).piece("<x>", 0.0F, Type::control);
  folder.write("spiece.model", builder.bytes());
  const Ids plain = ids(folder, "a - a");
  folder.write("tokenizer_config.json", R"({"extra_special_tokens": ["[CLS]", "-", "<x>"]})");
  CHECK(ids(folder, "a - a") == plain);
  const auto tokenizer = Tokenizer::load(folder.path());
  CHECK(!tokenizer->is_special(11));
  CHECK(tokenizer->is_special(12));
  CHECK(tokenizer->is_separate(11));
  CHECK(tokenizer->is_separate(12));
  CHECK(!tokenizer->is_separate(tokenizer->find("a").value()));
}

TEST_CASE("bad JSON is refused with file and key") {
  const TempDir folder;
  folder.write("spiece.model", small_model().bytes());
  const auto refused = [&](std::string_view config) {
    folder.write("tokenizer_config.json", config);
    const std::string message = refusal(folder);
    CHECK(says(message, "tokenizer_config.json"));
    return message;
  };
  refused("{");
  refused("");
  CHECK(says(refused("[]"), "not a JSON object"));
  CHECK(says(refused(R"({"do_lower_case": "yes"})"), "do_lower_case"));
  CHECK(says(refused(R"({"mask_token": 4})"), "mask_token"));
  CHECK(says(refused(R"({"mask_token": ""})"), "mask_token"));
  CHECK(says(refused(R"({"cls_token": {"text": "[CLS]"}})"), "cls_token"));
  CHECK(says(refused(R"({"additional_special_tokens": "x"})"), "additional_special_tokens"));
  CHECK(says(refused(R"({"additional_special_tokens": [1]})"), "additional_special_tokens"));
}

TEST_CASE("damaged sentencepiece models are refused with the reason") {
  CHECK(says(refusal_of_model(""), "is an empty file"));
  CHECK(says(refusal_of_model("version https://git-lfs.github.com/spec/v1\n"), "spiece.model"));
  CHECK(says(refusal_of_model(small_model().piece("a", 0.0F).bytes()), "piece 11 repeats 'a'"));
  CHECK(says(refusal_of_model(small_model().piece("", 0.0F).bytes()), "piece 11 is empty"));
  CHECK(says(refusal_of_model(small_model().piece("\xFF", 0.0F).bytes()), "piece 11 is not UTF-8"));
  CHECK(says(refusal_of_model(small_model().piece("c", NAN).bytes()), "piece 11 has no score"));
  CHECK(says(refusal_of_model(small_model().piece("c", 0.0F, Type{9}).bytes()), "piece type 9"));
  CHECK(says(refusal_of_model(small_model().piece("c", 0.0F, Type::unknown).bytes()),
             "two unknown pieces"));
  CHECK(says(refusal_of_model(SpieceBuilder().piece("a", 0.0F).bytes()), "no unknown piece"));
  CHECK(says(refusal_of_model(SpieceBuilder().piece("<unk>", 0.0F, Type::unknown).bytes()),
             "no classifier token '[CLS]'"));
  CHECK(says(refusal_of_model(small_model().trainer(3, 2).bytes()), "unigram"));
  CHECK(says(refusal_of_model(small_model().trainer(24, 1).bytes()), "suffix"));
  CHECK(says(refusal_of_model(small_model().trainer(35, 1).bytes()), "byte fallback"));
  CHECK(says(refusal_of_model(small_model().charsmap("abc").bytes()), "normalization map"));
  CHECK(says(refusal_of_model(small_model().piece(std::string(9U << 20U, 'x'), 0.0F).bytes()),
             "too large"));
}

TEST_CASE("a truncated or changed model is refused or works, and never crashes") {
  const std::string good = read_file(test::fixtures_dir() / "tokenizer/spiece.model");
  std::mt19937 random(5);
  for (int round = 0; round < 60; ++round) {
    const TempDir folder;
    std::string bad = good;
    if (round % 2 == 0) bad.resize(random() % bad.size());
    for (int i = 0; i < round % 7; ++i) {
      if (!bad.empty()) bad[random() % bad.size()] = static_cast<char>(random());
    }
    folder.write("spiece.model", bad);
    try {
      Tokenizer::load(folder.path())->encode("The quick, brown 9,000 \xC3\xA9\xFF");
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::model);
      CHECK(says(error.what(), folder.path().string()));
    }
  }
}

TEST_CASE("damaged vocab.txt files are refused with the reason") {
  const TempDir folder;
  folder.write("vocab.txt", "");
  CHECK(says(refusal(folder), "is an empty file"));
  folder.write("vocab.txt", "[PAD]\nEntry\n");
  CHECK(says(refusal(folder), "no unknown token '[UNK]'"));
  folder.write("vocab.txt", "[PAD]\n[UNK]\n\xFF\n");
  CHECK(says(refusal(folder), "vocab.txt:3: not valid UTF-8"));
  folder.write("vocab.txt", "[UNK]\n[CLS]\n");
  CHECK(says(refusal(folder), "no separator token"));
}

TEST_CASE("lines of vocab.txt may end in any way, and the last of equal ones counts") {
  const TempDir folder;
  folder.write("vocab.txt", "[UNK]\r\n[CLS]\r[SEP]\n\na\na");
  const auto tokenizer = Tokenizer::load(folder.path());
  CHECK(tokenizer->vocab_size() == 6);
  CHECK(tokenizer->find("a") == 5);
  CHECK(tokenizer->piece(4) == "a");
  CHECK(tokenizer->piece(3).empty());
  CHECK(tokenizer->special().sep == 2);
  CHECK(tokenizer->special().mask == -1);
}
