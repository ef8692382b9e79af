#include "albert/tasks/encoded_text.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "albert/base/error.h"
#include "albert/model/requirements.h"
#include "number_tokenizer.h"

namespace {

using namespace albert;
using Ids = std::vector<std::int32_t>;

struct Setup {
  test::NumberTokenizer tokenizer{100};
  AlbertConfig config;
  ThreadPool threads{2};

  Setup() {
    config.vocab_size = 100;
    config.max_position_embeddings = 8;
  }
  EncodedText encode(TextInput text, LongText policy) {
    return encode_texts(std::vector{text}, tokenizer, config, policy, threads).front();
  }
};

TEST_CASE("texts come encoded, in order") {
  Setup setup;
  std::vector<std::string> words;
  std::vector<TextInput> texts;
  for (int i = 0; i < 100; ++i) words.push_back(std::to_string(i));
  for (const std::string& word : words) texts.push_back({word, word});
  const auto encoded =
      encode_texts(texts, setup.tokenizer, setup.config, LongText::refuse, setup.threads);
  REQUIRE(encoded.size() == 100);
  for (std::int32_t i = 0; i < 100; ++i) {
    CHECK(encoded[static_cast<std::size_t>(i)].encoding.input_ids == Ids{2, i, 3, i, 3});
  }
}

TEST_CASE("a text of more tokens than positions is refused or truncated") {
  Setup setup;
  CHECK(setup.encode({"11 12 13 14 15 16"}, LongText::refuse).good());
  CHECK(setup.encode({"11 12 13 14 15 16 17"}, LongText::refuse).error ==
        "has 9 tokens, more than the model's 8 positions; shorten or truncate it");
  const EncodedText cut = setup.encode({"11 12 13 14 15 16 17"}, LongText::truncate);
  CHECK(cut.good());
  CHECK(cut.encoding.input_ids == Ids{2, 11, 12, 13, 14, 15, 16, 3});
  CHECK(cut.encoding.truncated == 1);
}

TEST_CASE("a mask that truncation removes is an error") {
  Setup setup;
  CHECK(setup.encode({"4 12 13 14 15 16 17"}, LongText::truncate).good());
  CHECK(setup.encode({"4 12 13 14 15 16 17 4"}, LongText::truncate).error ==
        "1 of 2 4 lie beyond the 8 tokens that truncation keeps");
}

TEST_CASE("a model of one token type takes no pairs") {
  Setup setup;
  setup.config.type_vocab_size = 1;
  CHECK(setup.encode({"11"}, LongText::refuse).good());
  CHECK(setup.encode({"11", "12"}, LongText::refuse).error ==
        "is a pair, but the model knows one token type only");
}

TEST_CASE("a tokenizer of more pieces than word embeddings is refused") {
  Setup setup;
  CHECK_NOTHROW(require_vocabulary(setup.config, setup.tokenizer.vocab_size()));
  setup.config.vocab_size = 99;
  CHECK_THROWS_AS(require_vocabulary(setup.config, setup.tokenizer.vocab_size()), Error);
}

}  // namespace
