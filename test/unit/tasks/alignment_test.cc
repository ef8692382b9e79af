#include "albert/tasks/alignment.h"

#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "support/shared.h"
#include "support/temp_dir.h"

namespace {

using namespace albert;

/// The texts that the tokens of `text` grow to, each once.
std::vector<std::string> words_of(const Tokenizer& tokenizer, const std::string& text,
                                  Alignment alignment) {
  const Encoding encoding = tokenizer.encode(text);
  const auto ranges =
      align_tokens(text, encoding, {{}, 1, encoding.size() - 1, 1}, tokenizer, alignment);
  REQUIRE(ranges.size() == encoding.size() - 2);
  std::vector<std::string> words;
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    if (i > 0 && ranges[i] == ranges[i - 1]) continue;
    words.push_back(text.substr(ranges[i].begin, ranges[i].end - ranges[i].begin));
  }
  return words;
}

using Words = std::vector<std::string>;

TEST_CASE("words of a sentencepiece model are cut at white space, parentheses and special tokens") {
  const auto tokenizer = Tokenizer::load(test::fixtures_dir() / "tokenizer/spiece.model");
  const auto words = [&](const std::string& text) {
    return words_of(*tokenizer, text, Alignment::words);
  };
  CHECK(words("Unbelievable antidisestablishment") ==
        Words{"Unbelievable", "antidisestablishment"});
  CHECK(words("in 1742, (by John-Hill).") ==
        Words{"in", "1742,", "(", "by", "John-Hill", ")", "."});
  CHECK(words("about $3.50 \"net\"") == Words{"about", "$3.50", "\"net\""});
  CHECK(words("see [SEP] and[MASK]") == Words{"see", "[SEP]", "and", "[MASK]"});
  CHECK(words("x谷歌y <unk>z") == Words{"x谷歌y", "<unk>", "z"});
  CHECK(words("").empty());
}

TEST_CASE("words of WordPiece are runs of letters, and each ideograph and punctuation mark") {
  const test::TempDir folder;
  folder.write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nun\n##known\n北\n,\n");
  const auto tokenizer = Tokenizer::load(folder.path());
  CHECK(words_of(*tokenizer, "unknown, 北北 zebra.", Alignment::words) ==
        Words{"unknown", ",", "北", "北", "zebra", "."});
}

TEST_CASE("runs without white space, and tokens") {
  const auto tokenizer = Tokenizer::load(test::fixtures_dir() / "tokenizer/spiece.model");
  const std::string text = "by\t(John-Hill), now";
  CHECK(words_of(*tokenizer, text, Alignment::whitespace) == Words{"by", "(John-Hill),", "now"});
  const Encoding encoding = tokenizer->encode(text);
  CHECK(align_tokens(text, encoding, {{}, 1, encoding.size() - 1, 1}, *tokenizer,
                     Alignment::tokens) ==
        std::vector<ByteRange>(encoding.offsets.begin() + 1, encoding.offsets.end() - 1));
}

TEST_CASE("a word is cut by the ends of its window, a run without white space is not") {
  const auto tokenizer = Tokenizer::load(test::fixtures_dir() / "tokenizer/spiece.model");
  const std::string text = "antidisestablishment";
  const Encoding encoding = tokenizer->encode(text);
  REQUIRE(encoding.size() > 4);
  const EncodingWindow window = {{}, 2, 3, 2};
  CHECK(align_tokens(text, encoding, window, *tokenizer, Alignment::words).front() ==
        encoding.offsets[2]);
  CHECK(align_tokens(text, encoding, window, *tokenizer, Alignment::whitespace).front() ==
        ByteRange{0, 20});
}

}  // namespace
