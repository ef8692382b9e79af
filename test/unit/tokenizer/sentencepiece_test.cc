// Offsets, special tokens and hostile text with the built-in vocabulary. That the ids are the
// reference's is the golden test's business.
#include <ctime>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "albert/tokenizer/tokenizer.h"
#include "support/shared.h"

namespace {

using namespace albert;

const Tokenizer& tokenizer() {
  static const auto loaded = Tokenizer::load(test::fixtures_dir() / "tokenizer");
  return *loaded;
}

/// "piece=original text" of each token.
std::vector<std::string> cuts(std::string_view text) {
  const Encoding encoding = tokenizer().encode(text, std::nullopt, {.add_special_tokens = false});
  std::vector<std::string> result;
  for (std::size_t i = 0; i < encoding.size(); ++i) {
    const ByteRange range = encoding.offsets[i];
    result.push_back(std::string(tokenizer().piece(encoding.input_ids[i]))
                         .append("=")
                         .append(text.substr(range.begin, range.end - range.begin)));
  }
  return result;
}

using Cuts = std::vector<std::string>;
#define SPACE "\xE2\x96\x81"

}  // namespace

TEST_CASE("ranges leave out the space before a word") {
  CHECK(cuts("  The\t\tmen ") == Cuts{SPACE "the=The", SPACE "men=men"});
}

TEST_CASE("ranges cover what normalization dropped, merged or expanded") {
  CHECK(cuts("me\xCC\x81n") == Cuts{SPACE "men=me\xCC\x81n"});
  CHECK(cuts("M\xC3\x89N") == Cuts{SPACE "men=M\xC3\x89N"});
  CHECK(cuts("\xEF\xBC\xAD"
             "en.") == Cuts{SPACE "men=\xEF\xBC\xAD"
                                  "en",
                            ".=."});
  CHECK(cuts("the \xEF\xAC\x81re") == Cuts{SPACE "the=the", SPACE "fire=\xEF\xAC\x81re"});
  CHECK(cuts("the\x01 men") == Cuts{SPACE "the=the\x01", SPACE "men=men"});
}

TEST_CASE("a number and its comma are cut apart") {
  CHECK(cuts("in 1,990, and") ==
        Cuts{SPACE "in=in", SPACE "1=1", ",=,", "99=99", "0=0", ",=,", SPACE "and=and"});
}

TEST_CASE("special tokens in the text are found first") {
  CHECK(cuts("The [MASK]. [CLS]<UNK>") ==
        Cuts{SPACE "the=The", "[MASK]=[MASK]", SPACE "=", ".=.", "[CLS]=[CLS]", "<unk>=<UNK>"});
  CHECK(cuts("[mask]").size() > 1);
}

TEST_CASE("framing, types and truncation") {
  const auto& special = tokenizer().special();
  const Encoding both = tokenizer().encode("the men", "the");
  CHECK(both.input_ids.front() == special.cls);
  CHECK(both.input_ids.back() == special.sep);
  CHECK(both.token_type_ids == std::vector<std::int32_t>{0, 0, 0, 0, 1, 1});
  CHECK(both.special_tokens_mask == std::vector<std::uint8_t>{1, 0, 0, 1, 0, 1});
  CHECK(both.truncated == 0);

  const Encoding odd = tokenizer().encode("the the the the", "the the the", {.max_length = 6});
  CHECK(odd.token_type_ids == std::vector<std::int32_t>{0, 0, 0, 0, 1, 1});  // A keeps the extra
  CHECK(odd.truncated == 4);
  CHECK(tokenizer().encode("the the", std::nullopt, {.max_length = 1}).size() == 2);
  CHECK(tokenizer().encode("").size() == 2);
  CHECK(tokenizer().encode("", "").size() == 3);
  CHECK(tokenizer().encode("", std::nullopt, {.add_special_tokens = false}).size() == 0);
}

TEST_CASE("decoding") {
  const auto ids = tokenizer().encode("the men are here, aren't they?").input_ids;
  CHECK(tokenizer().decode(ids) == "[CLS] the men are here, aren't they?[SEP]");
  CHECK(tokenizer().decode(ids, {.skip_special_tokens = true}) == "the men are here, aren't they?");
  CHECK(tokenizer().decode({}) == "");
  const std::vector<std::int32_t> outside{-1, 1 << 30};
  CHECK(tokenizer().decode(outside) == "<unk><unk>");
  CHECK(tokenizer().piece(-1) == "<unk>");
}

TEST_CASE("any bytes are text") {
  const std::string nul("a\0b", 3);
  CHECK(cuts(nul).size() >= 2);
  CHECK(cuts("\xFF\xFE").empty());  // to U+FFFD, which the vocabulary's map makes a space
  const Encoding bad =
      tokenizer().encode("the \xFF men", std::nullopt, {.add_special_tokens = false});
  const Encoding good =
      tokenizer().encode("the \xEF\xBF\xBD men", std::nullopt, {.add_special_tokens = false});
  CHECK(bad.input_ids == good.input_ids);
  CHECK(bad.offsets.back() == ByteRange{6, 9});
  CHECK(good.offsets.back() == ByteRange{8, 11});
}

TEST_CASE("long lines take time in proportion to their length") {
  // Of this process alone: a busy machine must not fail the test.
  const auto seconds = [](const std::string& text) {
    const std::clock_t start = std::clock();
    CHECK(tokenizer().encode(text).size() > 2);
    return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  };
  for (const char* unit :
       {"a", "\xCC\x81", " ", "\xF0\x9F\x98\x80", "\xFF", "1,", "[MASK]", "''"}) {
    CAPTURE(unit);
    std::string text;
    while (text.size() < (std::size_t{1} << 17U)) text += unit;
    const double once = seconds(text + "z");
    const double eight_times = seconds(text + text + text + text + text + text + text + text + "z");
    CHECK(eight_times < 40 * once + 0.5);
  }
}

TEST_CASE("threads may share a tokenizer") {
  const std::string text = "The quick brown fox, 1,234 times [MASK] \xC3\xA9t\xC3\xA9.";
  const auto expected = tokenizer().encode(text).input_ids;
  std::vector<std::thread> threads;
  std::vector<int> wrong(4, 0);
  for (std::size_t t = 0; t < wrong.size(); ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 500; ++i) wrong[t] += tokenizer().encode(text).input_ids != expected;
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == std::vector<int>(4, 0));
}
