// Offsets, word limits and hostile text with a small vocabulary.
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "albert/tokenizer/tokenizer.h"
#include "support/temp_dir.h"

namespace {

using namespace albert;

std::unique_ptr<Tokenizer> small_tokenizer() {
  const test::TempDir folder;
  folder.write("vocab.txt",
               "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nun\n##aff\n##able\n##a\na\n,\n.\n"
               "\xE4\xB8\xAD\n\xE5\x9B\xBD\ncafe\n");
  return Tokenizer::load(folder.path());
}

std::vector<std::string> cuts(std::string_view text) {
  static const auto tokenizer = small_tokenizer();
  const Encoding encoding = tokenizer->encode(text, std::nullopt, {.add_special_tokens = false});
  std::vector<std::string> result;
  for (std::size_t i = 0; i < encoding.size(); ++i) {
    const ByteRange range = encoding.offsets[i];
    result.push_back(std::string(tokenizer->piece(encoding.input_ids[i]))
                         .append("=")
                         .append(text.substr(range.begin, range.end - range.begin)));
  }
  return result;
}

using Cuts = std::vector<std::string>;

}  // namespace

TEST_CASE("words are segmented into the longest pieces, or unknown") {
  CHECK(cuts("UNaffable, a.") == Cuts{"un=UN", "##aff=aff", "##able=able", ",=,", "a=a", ".=."});
  CHECK(cuts("unaffx a") == Cuts{"[UNK]=unaffx", "a=a"});
  CHECK(cuts("\xE4\xB8\xAD\xE5\x9B\xBD"
             "a") == Cuts{"\xE4\xB8\xAD=\xE4\xB8\xAD", "\xE5\x9B\xBD=\xE5\x9B\xBD", "a=a"});
}

TEST_CASE("accents and controls are dropped, their bytes belong to the previous character") {
  CHECK(cuts("Caf\xC3\x89") == Cuts{"cafe=Caf\xC3\x89"});
  CHECK(cuts("cafe\xCC\x81 a") == Cuts{"cafe=cafe\xCC\x81", "a=a"});
  CHECK(cuts("ca\x01"
             "fe\x7F") == Cuts{"cafe=ca\x01"
                               "fe"});
}

TEST_CASE("special tokens are found, also where cleaning uncovers them") {
  CHECK(cuts("a[MASK]a") == Cuts{"a=a", "[MASK]=[MASK]", "a=a"});
  CHECK(cuts("[mask]") == Cuts{"[UNK]=[", "[UNK]=mask", "[UNK]=]"});
}

TEST_CASE("a word of more than 100 characters is unknown") {
  std::string word(100, 'a');
  CHECK(cuts(word).size() == 100);
  word += 'a';
  CHECK(cuts(word) == Cuts{"[UNK]=" + word});
  const std::string huge(10U << 20U, 'a');
  CHECK(cuts(huge).size() == 1);
}

TEST_CASE("any bytes are accepted; invalid characters are dropped") {
  CHECK(cuts(std::string("\0\xFF", 2)).empty());
  CHECK(cuts("un\xFF"
             "aff\xC0") == Cuts{"un=un\xFF", "##aff=aff"});
  CHECK(cuts("").empty());
}

TEST_CASE("decoding joins the pieces of a word") {
  const auto tokenizer = small_tokenizer();
  const auto ids = tokenizer->encode("unaffable, a.").input_ids;
  CHECK(tokenizer->decode(ids) == "[CLS] unaffable, a. [SEP]");
  CHECK(tokenizer->decode(ids, {.skip_special_tokens = true, .clean_up_spaces = false}) ==
        "unaffable , a .");
  CHECK(tokenizer->decode(std::vector<std::int32_t>{99, -5}) == "[UNK] [UNK]");
}
