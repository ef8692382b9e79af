#include "albert/tasks/windows.h"

#include <algorithm>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "albert/base/error.h"
#include "number_tokenizer.h"

namespace {

using namespace albert;
using Ids = std::vector<std::int32_t>;

const test::NumberTokenizer kTokenizer(100);

TEST_CASE("an encoding that fits is its own only window") {
  const Encoding whole = kTokenizer.encode("11 12 13");
  const auto windows = split_windows(whole, 5, 2);
  REQUIRE(windows.size() == 1);
  CHECK(windows[0].encoding.input_ids == whole.input_ids);
  CHECK(windows[0].begin == 1);
  CHECK(windows[0].end == 4);
  CHECK(windows[0].source == 1);
}

TEST_CASE("windows overlap, and the last is the first that reaches the end") {
  const auto windows = split_windows(kTokenizer.encode("11 12 13 14 15 16 17"), 6, 2);
  REQUIRE(windows.size() == 3);
  CHECK(windows[0].encoding.input_ids == Ids{2, 11, 12, 13, 14, 3});
  CHECK(windows[1].encoding.input_ids == Ids{2, 13, 14, 15, 16, 3});
  CHECK(windows[2].encoding.input_ids == Ids{2, 15, 16, 17, 3});
  CHECK(windows[1].source == 3);
  CHECK(windows[2].encoding.offsets[1] == ByteRange{12, 14});
  CHECK(split_windows(kTokenizer.encode("11 12 13 14 15 16"), 6, 2).size() == 2);
}

TEST_CASE("of a pair the second segment is divided, and the first is repeated") {
  const auto windows = split_windows(kTokenizer.encode("21 22", "11 12 13 14"), 8, 1);
  REQUIRE(windows.size() == 2);
  CHECK(windows[0].encoding.input_ids == Ids{2, 21, 22, 3, 11, 12, 13, 3});
  CHECK(windows[1].encoding.input_ids == Ids{2, 21, 22, 3, 13, 14, 3});
  CHECK(windows[1].encoding.token_type_ids == Ids{0, 0, 0, 0, 1, 1, 1});
  CHECK(windows[1].begin == 4);
  CHECK(windows[1].end == 6);
  CHECK(windows[1].source == 6);
}

TEST_CASE("a first segment that leaves no room has no windows") {
  const Encoding whole = kTokenizer.encode("21 22 23", "11 12");
  CHECK(split_windows(whole, 7, 1).empty());
  CHECK(split_windows(whole, 7, 0).size() == 2);
}

TEST_CASE("of a pair the longer segment is divided where that is asked for") {
  const Encoding whole = kTokenizer.encode("21 22 23 24", "11 12");
  const auto windows = split_windows(whole, 8, 1, WindowedSegment::longer);
  REQUIRE(windows.size() == 2);
  CHECK(windows[0].encoding.input_ids == Ids{2, 21, 22, 23, 3, 11, 12, 3});
  CHECK(windows[1].encoding.input_ids == Ids{2, 23, 24, 3, 11, 12, 3});
  CHECK(windows[1].source == 3);
  CHECK(split_windows(whole, 8, 1).empty());
}

TEST_CASE("texts are encoded in windows, or truncated") {
  AlbertConfig config;
  config.max_position_embeddings = 6;
  ThreadPool threads(2);
  const std::vector<TextInput> texts = {{"11 12 13 14 15 16"}, {"21 22 23 24", "11 12"}, {"31"}};
  const WindowedTexts windowed =
      encode_windows(texts, kTokenizer, config, {.overlap = 2}, false, threads);
  REQUIRE(windowed.texts.size() == 3);
  CHECK(windowed.texts[0].begin == 0);
  CHECK(windowed.texts[0].end == 2);
  CHECK(windowed.texts[1].begin == windowed.texts[1].end);
  CHECK(windowed.texts[1].error ==
        "has 9 tokens, and its other segment leaves no room for windows of 6 that overlap by 2");
  REQUIRE(windowed.windows.size() == 3);
  CHECK(windowed.windows[1].encoding.input_ids == Ids{2, 13, 14, 15, 16, 3});
  CHECK(windowed.spans[1].source == 3);
  CHECK(windowed.windows[2].encoding.input_ids == Ids{2, 31, 3});

  const WindowedTexts truncated = encode_windows(texts, kTokenizer, config, {}, true, threads);
  CHECK(truncated.texts[0].truncated == 2);
  CHECK(truncated.windows[0].encoding.input_ids == Ids{2, 11, 12, 13, 14, 3});
  CHECK(truncated.texts[1].truncated == 3);
}

TEST_CASE("windows fit the model, and are longer than their overlap") {
  AlbertConfig config;
  config.max_position_embeddings = 6;
  ThreadPool threads(1);
  const std::vector<TextInput> texts = {{"11"}};
  const auto encode = [&](const WindowOptions& options) {
    encode_windows(texts, kTokenizer, config, options, false, threads);
  };
  CHECK_THROWS_WITH_AS(encode({.tokens = 7}),
                       doctest::Contains("windows of 7 tokens do not fit the model's 6"), Error);
  CHECK_THROWS_WITH_AS(encode({.tokens = 4, .overlap = 4}),
                       doctest::Contains("windows of 4 tokens cannot overlap by 4"), Error);
  config.type_vocab_size = 1;
  const std::vector<TextInput> pairs = {{"11", "12"}};
  CHECK(encode_windows(pairs, kTokenizer, config, {}, false, threads).texts[0].error ==
        "is a pair, but the model knows one token type only");
}

/// The ids of a window around the token `id`.
Ids around(const Encoding& whole, std::int32_t id, std::size_t tokens) {
  const auto at = std::ranges::find(whole.input_ids, id) - whole.input_ids.begin();
  Ids ids;
  for (const std::size_t i : window_around(whole, static_cast<std::size_t>(at), tokens)) {
    ids.push_back(whole.input_ids[i]);
  }
  return ids;
}

TEST_CASE("a window around a token has as much on both sides as there is") {
  const Encoding whole = kTokenizer.encode("11 12 13 14 15 16 17");
  CHECK(around(whole, 14, 9) == whole.input_ids);
  CHECK(around(whole, 14, 5) == Ids{2, 13, 14, 15, 3});
  CHECK(around(whole, 14, 6) == Ids{2, 12, 13, 14, 15, 3});
  CHECK(around(whole, 11, 5) == Ids{2, 11, 12, 13, 3});
  CHECK(around(whole, 17, 5) == Ids{2, 15, 16, 17, 3});
  CHECK(around(whole, 14, 3) == Ids{2, 14, 3});
  CHECK(around(whole, 14, 2).empty());
}

TEST_CASE("of a pair the other segment keeps its nearest tokens") {
  const Encoding whole = kTokenizer.encode("11 12 13 14 15", "21 22 23 24 25");
  CHECK(around(whole, 23, 7) == Ids{2, 14, 15, 3, 22, 23, 3});
  CHECK(around(whole, 13, 7) == Ids{2, 12, 13, 3, 21, 22, 3});
  CHECK(around(whole, 13, 4) == Ids{2, 13, 3, 3});
  const Encoding shorter = kTokenizer.encode("11", "21 22 23 24 25");
  CHECK(around(shorter, 11, 7) == Ids{2, 11, 3, 21, 22, 23, 3});
  CHECK(around(shorter, 25, 7) == Ids{2, 11, 3, 23, 24, 25, 3});
}

}  // namespace
