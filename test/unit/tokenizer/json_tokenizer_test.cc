// tokenizer.json: its components, added tokens, what is refused, and what convert writes.
#include <string>

#include <doctest/doctest.h>

#include "albert/base/mapped_file.h"
#include "albert/tokenizer/tokenizer.h"
#include "support/shared.h"
#include "support/temp_dir.h"
#include "tokenizer/json/base64.h"
#include "tokenizer/json_values.h"

namespace {

using namespace albert;
using albert::test::TempDir;
using Ids = std::vector<std::int32_t>;

const std::filesystem::path kFixtures = test::fixtures_dir() / "compatibility";

/// A small Unigram file with one component replaced.
std::string unigram(std::string_view key = "version", std::string_view value = R"("1.0")") {
  nlohmann::json file = nlohmann::json::parse(R"({"version": "1.0",
    "added_tokens": [{"id": 2, "content": "[CLS]", "special": true, "normalized": false},
                     {"id": 3, "content": "[SEP]", "special": true, "normalized": false},
                     {"id": 4, "content": "[MASK]", "special": true, "normalized": false,
                      "lstrip": true}],
    "pre_tokenizer": {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always"},
    "decoder": {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always"},
    "post_processor": {"type": "BertProcessing", "cls": ["[CLS]", 2], "sep": ["[SEP]", 3]},
    "model": {"type": "Unigram", "unk_id": 1, "vocab": [["<pad>", 0], ["<unk>", 0], ["[CLS]", 0],
      ["[SEP]", 0], ["[MASK]", 0], ["\u2581", -2], ["\u2581a", -1], ["a", -3], ["b", -3],
      ["ab", -4], ["x", -5]]}})");
  file[std::string(key)] = nlohmann::json::parse(value);
  return file.dump();
}

struct Loaded {
  TempDir folder;
  std::unique_ptr<Tokenizer> tokenizer;

  explicit Loaded(const std::string& content) {
    folder.write("tokenizer.json", content);
    tokenizer = Tokenizer::load(folder.path());
  }
  Ids ids(std::string_view text) const {
    return tokenizer->encode(text, std::nullopt, {.add_special_tokens = false}).input_ids;
  }
};

std::string refusal(const std::string& content) {
  try {
    Loaded loaded(content);
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

}  // namespace

TEST_CASE("case 2: a folder of transformers 5 with tokenizer.json only") {
  const auto tokenizer = Tokenizer::load(kFixtures / "tokenizer-json-only");
  CHECK(tokenizer->encode("The cat, (the dog) [MASK]!").input_ids ==
        Ids{2, 7, 5, 6, 30, 14, 1, 9, 1, 11, 5, 6, 9, 13, 19, 33, 1, 4, 9, 1, 3});
  CHECK(tokenizer->special().mask == 4);
  CHECK(tokenizer->special().pad == 0);
  CHECK(tokenizer->is_special(2));
  CHECK(Tokenizer::load(kFixtures / "tokenizer-json-only/tokenizer.json")->vocab_size() == 42);
}

TEST_CASE("normalizers") {
  const auto ids = [](std::string_view normalizer, std::string_view text) {
    return Loaded(unigram("normalizer", normalizer)).ids(text);
  };
  CHECK(ids("null", "A") == Ids{5, 1});
  CHECK(ids(R"({"type": "Lowercase"})", "A") == Ids{6});
  CHECK(ids(R"({"type": "NFKD"})", "\xEF\xBD\x81") == Ids{6});  // a fullwidth a
  CHECK(ids(R"({"type": "NFKC"})", "\xEF\xBD\x81") == Ids{6});
  CHECK(ids(R"({"type": "Sequence", "normalizers": [{"type": "NFD"}, {"type": "StripAccents"}]})",
            "\xC3\xA1") == Ids{6});
  CHECK(ids(R"({"type": "Replace", "pattern": {"String": "xx"}, "content": "a"})", "xxb xxx") ==
        Ids{6, 8, 6, 10});
  CHECK(ids(R"({"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "})", "a   a a") ==
        Ids{6, 6, 6});
  CHECK(ids(R"({"type": "Replace", "pattern": {"Regex": "x+"}, "content": "b"})", "axxx") ==
        Ids{6, 8});
  CHECK(ids(R"({"type": "Strip", "strip_left": true, "strip_right": true})", "  a ") == Ids{6});
  CHECK(ids(R"({"type": "Prepend", "prepend": "a"})", "b") == Ids{6, 8});
  CHECK(ids(R"({"type": "Nmt"})",
            "a\xE2\x80\x8B"
            "a") == Ids{6, 6});
  CHECK(ids(R"({"type": "NFC"})", "a\xCC\x81") == ids("null", "\xC3\xA1"));
}

TEST_CASE("Metaspace: when a space is put in front, and whether words are cut") {
  const auto ids = [](const char* scheme, bool split, std::string_view text) {
    return Loaded(unigram("pre_tokenizer",
                          std::string(R"({"type": "Metaspace", "replacement": "\u2581",)") +
                              R"("prepend_scheme": ")" + scheme + R"(", "split": )" +
                              (split ? "true}" : "false}")))
        .ids(text);
  };
  CHECK(ids("always", true, "a ab[MASK]ab") == Ids{6, 6, 8, 4, 6, 8});
  CHECK(ids("first", true, "a ab[MASK]b") == Ids{6, 6, 8, 4, 8});
  CHECK(ids("never", true, "a ab") == Ids{7, 6, 8});
  CHECK(ids("never", false, "b a") == Ids{8, 6});
}

TEST_CASE("unknown characters are fused, or bytes where there is a fallback") {
  CHECK(Loaded(unigram()).ids("a\xC3\xA9\xC3\xA9 a") == Ids{6, 1, 6});
  const Loaded bytes(
      unigram("model", R"({"type": "Unigram", "unk_id": 1, "byte_fallback": true, "vocab":
        [["<pad>", 0], ["<unk>", 0], ["[CLS]", 0], ["[SEP]", 0], ["[MASK]", 0], ["\u2581", -2], ["<0xC3>", -9],
         ["<0xA9>", -9], ["a", -1]]})"));
  CHECK(bytes.ids("\xC3\xA9") == Ids{5, 6, 7});
  CHECK(bytes.ids("\xC3\xA8") == Ids{5, 1});
}

TEST_CASE("added tokens: as they are or normalized, single words, white space") {
  const Loaded loaded([] {
    nlohmann::json file = nlohmann::json::parse(unigram("normalizer", R"({"type": "Lowercase"})"));
    file["added_tokens"].push_back(nlohmann::json::parse(
        R"({"id": 11, "content": "Foo", "normalized": true, "single_word": true})"));
    file["added_tokens"].push_back(nlohmann::json::parse(
        R"({"id": 12, "content": "<E>", "normalized": false, "rstrip": true})"));
    return file.dump();
  }());
  CHECK(loaded.ids("foo FOO, xfoo") == Ids{11, 5, 11, 5, 1, 5, 10, 1});
  CHECK(loaded.ids("<E>  a <e>") == Ids{12, 6, 5, 1});
  CHECK(loaded.ids("a  [MASK] b") == Ids{6, 4, 5, 8});
  CHECK(loaded.tokenizer->vocab_size() == 13);
  CHECK(loaded.tokenizer->find("Foo") == 11);
  CHECK(!loaded.tokenizer->is_special(11));
  CHECK(loaded.tokenizer->decode(Ids{2, 6, 8, 11, 3}) == "[CLS] abFoo[SEP]");
}

TEST_CASE("pairs, templates and truncation are the library's") {
  const Loaded loaded(unigram());
  const Encoding pair = loaded.tokenizer->encode("a", "b");
  CHECK(pair.input_ids == Ids{2, 6, 3, 5, 8, 3});
  CHECK(pair.token_type_ids == Ids{0, 0, 0, 1, 1, 1});
  // Two texts of four tokens and a limit of five: the second keeps three.
  const Encoding cut = loaded.tokenizer->encode("a a a a", "a a a a", {.max_length = 8});
  CHECK(cut.input_ids == Ids{2, 6, 6, 3, 6, 6, 6, 3});
  CHECK(cut.truncated == 3);

  const Loaded bare(unigram("post_processor", "null"));
  CHECK(bare.tokenizer->encode("a").input_ids == Ids{6});
  const Loaded twice(unigram("post_processor", R"({"type": "TemplateProcessing",
      "single": [{"SpecialToken": {"id": "S", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
      "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
      "special_tokens": {"S": {"id": "S", "ids": [2, 4], "tokens": ["[CLS]", "[MASK]"]}}})"));
  CHECK(twice.tokenizer->encode("a").input_ids == Ids{2, 4, 6});
}

TEST_CASE("unknown components are refused by name") {
  CHECK(refusal(unigram()) == "loaded");
  CHECK(says(refusal(unigram("normalizer", R"({"type": "Foo"})")),
             "normalizer 'Foo' is not supported"));
  CHECK(says(refusal(unigram("pre_tokenizer", R"({"type": "Digits"})")),
             "pre_tokenizer 'Digits' is not supported"));
  CHECK(says(refusal(unigram("decoder", R"({"type": "CTC"})")), "decoder 'CTC' is not supported"));
  CHECK(says(refusal(unigram("post_processor", R"({"type": "RobertaProcessing"})")),
             "post_processor 'RobertaProcessing' is not supported"));
  CHECK(says(refusal(unigram("model", R"({"type": "BPE"})")), "model 'BPE' is not supported"));
  CHECK(says(refusal(unigram("version", R"("2.0")")), "version '2.0' is not supported"));
  CHECK(says(refusal(unigram("normalizer", R"({"type": "Replace", "content": "",
             "pattern": {"Regex": "^\\s+|\\s+$"}})")),
             "of normalizer 'Replace' is not supported"));
  CHECK(says(refusal(unigram("model", R"({"type": "Unigram", "vocab": [["a", 0]]})")), "unk_id"));
  CHECK(says(refusal(unigram("model", R"({"type": "Unigram", "unk_id": 9, "vocab": [["a", 0]]})")),
             "'unk_id' is not in the vocabulary"));
  CHECK(says(refusal(unigram("added_tokens", R"([{"id": 5, "content": "[MASK]"}])")),
             "has id 5, but the vocabulary has it as 4"));
  CHECK(says(refusal(unigram("normalizer", R"({"type": "Sequence", "normalizers": [
      {"type": "Replace", "pattern": {"String": "a"}, "content": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},
      {"type": "Replace", "pattern": {"String": "a"}, "content": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},
      {"type": "Replace", "pattern": {"String": "a"}, "content": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},
      {"type": "Replace", "pattern": {"String": "a"}, "content": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}]})")),
             "make texts too long"));
  CHECK(says(refusal("{\"model\": {}"), "tokenizer.json"));
}

TEST_CASE("beside spiece.model, tokenizer.json gives what it adds") {
  const TempDir folder;
  folder.write("spiece.model", read_file(kFixtures / "base-model/spiece.model"));
  folder.write("tokenizer.json",
               R"({"version": "1.0", "x": {"added_tokens": 1}, "added_tokens":
                   [{"id": 4, "content": "[MASK]", "special": true}, {"id": 42, "content": "<ent>"}],
                   "model": {"type": "Unigram", "vocab": []}, "normalizer": null})");
  const auto tokenizer = Tokenizer::load(folder.path());
  CHECK(tokenizer->encode("the <ent>").input_ids == Ids{2, 7, 5, 6, 42, 3});
  folder.write("tokenizer_config.json", R"({"tokenizer_class": "TokenizersBackend"})");
  CHECK_THROWS_AS(Tokenizer::load(folder.path()), Error);  // now the file itself counts
}

TEST_CASE("make_tokenizer_json: the same ids, loaded again") {
  const auto same = [](const std::filesystem::path& model, std::string_view text) {
    const auto slow = Tokenizer::load(model);
    const Loaded fast(make_tokenizer_json(model));
    CHECK(fast.tokenizer->encode(text, text).input_ids == slow->encode(text, text).input_ids);
    CHECK(fast.tokenizer->vocab_size() == slow->vocab_size());
    CHECK(fast.tokenizer->special().mask == slow->special().mask);
  };
  same(kFixtures / "base-model", "The cat, the dog [MASK]");
  same(kFixtures / "added-tokens", "the <ent> saw a gizmo");
  same(kFixtures / "vocab-blank-last-line", "\xE4\xBB\x8A\xE5\xA4\xA9 [MASK]");
  same(test::fixtures_dir() / "tokenizer", "Paris is the [MASK] of France, ``it'' says.");
}

TEST_CASE("spiece.model gives the same ids with and without the tokenizer.json made of it") {
  const TempDir folder;
  folder.write("spiece.model", read_file(test::fixtures_dir() / "tokenizer/spiece.model"));
  const std::string_view text = "one! (And a [MASK]) <s>, 9,000";  // "(" is defined by its author
  const Ids ids = Tokenizer::load(folder.path())->encode(text).input_ids;
  folder.write("tokenizer.json", make_tokenizer_json(folder.path()));
  CHECK(Tokenizer::load(folder.path())->encode(text).input_ids == ids);
}

TEST_CASE("base64 and members of objects") {
  for (const std::string_view text : {"", "a", "ab", "abc", "\xFF\x00z"}) {
    CHECK(json_pipeline::decode_base64(json_pipeline::encode_base64(text)) == text);
  }
  CHECK(json_pipeline::encode_base64("ab") == "YWI=");
  CHECK(!json_pipeline::decode_base64("YW="));
  CHECK(!json_pipeline::decode_base64("YW!="));
  CHECK(!json_pipeline::decode_base64("YWJ="));
  CHECK(find_member(R"({"b": {"a": 1}, "a": [1, "]", {"a": 2}], "c": 3})", "a") ==
        R"( [1, "]", {"a": 2}])");
  CHECK(find_member(R"({"b": 1, "a": 7})", "a") == " 7");
  CHECK(find_member(R"({"b": "\"a\": 1"})", "a").empty());
  CHECK(find_member(R"({"a": [)", "a").empty());
}
