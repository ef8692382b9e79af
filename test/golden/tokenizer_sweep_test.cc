// Every second code point of Unicode between two letters, through sentencepiece's normalization
// alone and through all of ALBERT's.
#include <string>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "albert/base/mapped_file.h"
#include "support/shared.h"
#include "tokenizer/added_token_set.h"
#include "tokenizer/albert_preprocess.h"
#include "tokenizer/spiece_model.h"
#include "tokenizer/spiece_normalizer.h"
#include "tokenizer/unicode.h"
#include "tokenizer_golden.h"

namespace {

using namespace albert;

/// What the pieces of a text, which cover its normalized form, say together.
std::string raw_pieces(const SpieceNormalizer& normalizer, const std::string& text) {
  AlignedText clean, normalized;
  clean_text(text, AddedTokenSet(), false, clean);
  normalizer.normalize(clean, normalized);
  return normalized.text;
}

std::string albert_pieces(const SpieceNormalizer& normalizer, const std::string& text) {
  AlignedText clean, prepared, normalized;
  clean_text(text, AddedTokenSet(), true, clean);
  AlbertPreprocess().apply(clean, 0, clean.size(), prepared);
  normalizer.normalize(prepared, normalized);
  return normalized.text;
}

}  // namespace

TEST_CASE("sentencepiece: 556,032 code points") {
  const char* const file = "goldens/tokenizer/codepoint_sweep.json";
  if (!test::need_shared("code point sweep", file)) return;
  const auto sweep = test::read_json(test::shared_dir() / file);
  const auto vocabulary = test::shared_dir() / "goldens/models/tiny-shared/spiece.model";
  const SpieceNormalizer normalizer(parse_spiece_model(read_file(vocabulary), vocabulary.string()));

  std::size_t count = 0;
  for (char32_t c = 0; c <= 0x10FFFF; c += 2) {
    if (c == 0xD800) c = 0xE000;
    const std::string key = fmt::format("{:X}", static_cast<std::uint32_t>(c));
    std::string text = "a";
    append_utf8(text, c);
    text += 'b';
    const auto golden = [&](const char* column) {
      const auto found = sweep.at(column).find(key);
      return found == sweep.at(column).end() ? std::string(kSpaceSymbol) + text
                                             : found->get<std::string>();
    };
    CAPTURE(key);
    CHECK(raw_pieces(normalizer, text) == golden("raw_sentencepiece"));
    CHECK(albert_pieces(normalizer, text) == golden("hf_default"));
    ++count;
  }
  CHECK(count == (0x110000 - 0x800) / 2);
}
