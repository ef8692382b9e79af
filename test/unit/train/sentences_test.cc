// Splitting paragraphs into sentences.
#include "albert/train/data/sentences.h"

#include <random>
#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace {

using Sentences = std::vector<std::string_view>;

Sentences split(std::string_view paragraph) {
  Sentences sentences;
  albert::train::split_sentences(paragraph, sentences);
  return sentences;
}

}  // namespace

TEST_CASE("sentences end at their marks") {
  CHECK(split("It rained. We stayed in! Why not? Well…") ==
        Sentences{"It rained.", "We stayed in!", "Why not?", "Well…"});
  CHECK(split("  One.\tTwo?!  Three  ") == Sentences{"One.", "Two?!", "Three"});
  CHECK(split("\"Go.\" He went. (So did she.) «Non.» 7 came.") ==
        Sentences{"\"Go.\"", "He went.", "(So did she.)", "«Non.»", "7 came."});
  CHECK(split("今天下雨。我们在家！“好吗？”好") ==
        Sentences{"今天下雨。", "我们在家！", "“好吗？”", "好"});
  CHECK(split("").empty());
  CHECK(split(" \t ").empty());
  CHECK(split("no mark at all") == Sentences{"no mark at all"});
}

TEST_CASE("abbreviations do not end a sentence") {
  for (const char* whole :
       {"Dr. Smith met Mrs. Jones.", "J. R. R. Tolkien wrote it.", "The U.S. Army came.",
        "See No. 5 and Fig. 2 there.", "It costs 3.50 at example.com today.",
        "He asked why? and left.", "e.g. Paris, cf. Rome.", "Wait... what is this.",
        "Lions vs. Tigers."}) {
    CAPTURE(whole);
    CHECK(split(whole) == Sentences{whole});
  }
  CHECK(split("He said no. Then he left.") == Sentences{"He said no.", "Then he left."});
  CHECK(split("So did I. Then we left.") == Sentences{"So did I.", "Then we left."});
}

TEST_CASE("nothing but white space is lost, whatever the bytes") {
  std::mt19937 random(1);
  const std::string_view alphabet[] = {"a",  "B", ".", "!", " ",    "  ",   "\"", "(", ")",
                                       "。", "“", "”", "é", "\xff", "\xe3", "3",  "…", "Dr"};
  const auto dense = [](std::string_view text) {
    std::string result;
    for (const char byte : text) {
      if (byte != ' ') result += byte;
    }
    return result;
  };
  for (int round = 0; round < 3000; ++round) {
    std::string paragraph;
    for (std::size_t n = random() % 20; n > 0; --n) paragraph += alphabet[random() % 18];
    CAPTURE(paragraph);
    std::string joined;
    for (const std::string_view sentence : split(paragraph)) {
      CHECK(!sentence.empty());
      joined += dense(sentence);
    }
    CHECK(joined == dense(paragraph));
  }
}
