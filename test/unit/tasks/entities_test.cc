#include "albert/tasks/entities.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace {

using namespace albert;

const std::vector<std::string> kLabels = {"O", "B-PER", "I-PER", "I-LOC", "work-art"};

/// A token whose best label has the probability 0.7, the next one 0.2.
LabelledToken token(std::size_t index, std::string word, ByteRange range, std::size_t best,
                    bool continues_word = false) {
  std::vector<float> scores(kLabels.size());
  scores[best] = 0.7F;
  scores[(best + 1) % kLabels.size()] = 0.2F;
  return {index, std::move(word), range, continues_word, scores};
}

std::vector<std::string> labels_of(const std::vector<Entity>& entities) {
  std::vector<std::string> labels;
  labels.reserve(entities.size());
  for (const Entity& entity : entities) labels.push_back(entity.label);
  return labels;
}

using Labels = std::vector<std::string>;

TEST_CASE("without aggregation every token has its best label") {
  const auto entities = aggregate({{token(3, "▁ada", {4, 7}, 1)}}, kLabels, Aggregation::none, "");
  REQUIRE(entities.size() == 1);
  CHECK(entities[0].label == "B-PER");
  CHECK(entities[0].score == 0.7F);
  CHECK(entities[0].word == "▁ada");
  CHECK(entities[0].range == ByteRange{4, 7});
  CHECK(entities[0].first_token == 3);
  CHECK(entities[0].end_token == 4);
}

TEST_CASE("a group ends at another label and at B-; it may begin with I-") {
  const std::vector<LabelledToken> tokens = {
      token(1, "▁a", {0, 1}, 2),  token(2, "▁b", {2, 3}, 2), token(3, "▁c", {4, 5}, 1),
      token(4, "▁d", {6, 7}, 2),  token(5, "▁e", {8, 9}, 3), token(6, "▁f", {10, 11}, 0),
      token(7, "▁g", {12, 13}, 3)};
  const auto groups = aggregate(tokens, kLabels, Aggregation::simple, "sentencepiece");
  CHECK(labels_of(groups) == Labels{"PER", "PER", "LOC", "O", "LOC"});
  CHECK(groups[0].word == "a b");
  CHECK(groups[0].range == ByteRange{0, 3});
  CHECK(groups[1].word == "c d");
  CHECK(groups[1].score == doctest::Approx(0.7));
  CHECK(groups[1].first_token == 3);
  CHECK(groups[1].end_token == 5);
}

TEST_CASE("a group is named after the first hyphen of its label") {
  const auto groups =
      aggregate({{token(1, "▁a", {0, 1}, 4)}}, kLabels, Aggregation::simple, "sentencepiece");
  CHECK(labels_of(groups) == Labels{"art"});
}

TEST_CASE("a word has the label of its first token, of the mean, or of the surest token") {
  std::vector<LabelledToken> word = {token(1, "▁be", {0, 2}, 3), token(2, "r", {2, 3}, 0, true),
                                     token(3, "lin", {3, 6}, 0, true)};
  word[1].scores = {0.5F, 0.1F, 0.4F, 0, 0};
  word[2].scores = {0.1F, 0, 0.9F, 0, 0};
  const auto label = [&](Aggregation aggregation) {
    const auto entities = aggregate(word, kLabels, aggregation, "sentencepiece");
    REQUIRE(entities.size() == 1);
    CHECK(entities[0].range == ByteRange{0, 6});
    CHECK(entities[0].word == "berlin");
    return std::pair(entities[0].label, entities[0].score);
  };
  CHECK(label(Aggregation::first) == std::pair<std::string, float>("LOC", 0.7F));
  CHECK(label(Aggregation::max) == std::pair<std::string, float>("PER", 0.9F));
  CHECK(label(Aggregation::average).first == "PER");
  CHECK(label(Aggregation::average).second == doctest::Approx(1.3 / 3));
  CHECK(aggregate(word, kLabels, Aggregation::simple, "sentencepiece").size() == 3);
}

TEST_CASE("words of sentencepiece are joined without spaces, those of WordPiece with") {
  const std::vector<LabelledToken> pieces = {token(1, "▁new", {0, 3}, 3),
                                             token(2, "▁york", {4, 8}, 3)};
  CHECK(aggregate(pieces, kLabels, Aggregation::simple, "sentencepiece")[0].word == "new york");
  CHECK(aggregate(pieces, kLabels, Aggregation::first, "sentencepiece")[0].word == "newyork");
  const std::vector<LabelledToken> wordpieces = {
      token(1, "new", {0, 3}, 3), token(2, "yo", {4, 6}, 3), token(3, "##rk", {6, 8}, 3, true)};
  CHECK(aggregate(wordpieces, kLabels, Aggregation::first, "wordpiece")[0].word == "new york");
}

TEST_CASE("pieces are joined as their decoder does it") {
  CHECK(join_pieces({{"▁", "mer", "▁kel"}}, "sentencepiece") == "mer kel");
  CHECK(join_pieces({{"in", "▁"}}, "sentencepiece") == "in ");
  CHECK(join_pieces({{"##a", "##b", "c", "."}}, "wordpiece") == "##ab c.");
  CHECK(join_pieces({}, "wordpiece").empty());
}

TEST_CASE("no tokens have no entities") {
  for (const Aggregation aggregation : {Aggregation::none, Aggregation::simple, Aggregation::max}) {
    CHECK(aggregate({}, kLabels, aggregation, "sentencepiece").empty());
  }
}

TEST_CASE("of entities that share tokens the longer stays, then the surer") {
  const std::string text = "ééé abcdef";  // six bytes and three characters, then six of both
  const auto entity = [](std::string label, float score, ByteRange range, std::size_t first,
                         std::size_t end) {
    return Entity{std::move(label), score, {}, range, first, end};
  };
  CHECK(labels_of(
            resolve_overlaps({entity("c", 0.9F, {9, 11}, 4, 5), entity("a", 0.5F, {0, 6}, 1, 3),
                              entity("b", 0.4F, {4, 9}, 2, 4), entity("d", 0.8F, {9, 11}, 4, 5)},
                             text)) == Labels{"b", "c"});
  // Empty ranges: the same token twice, and two tokens.
  CHECK(resolve_overlaps({entity("a", 0.5F, {7, 7}, 3, 4), entity("b", 0.6F, {7, 7}, 3, 4)}, text)
            .front()
            .label == "b");
  CHECK(resolve_overlaps({entity("a", 0.5F, {7, 7}, 3, 4), entity("b", 0.6F, {7, 7}, 4, 5)}, text)
            .size() == 2);
}

}  // namespace
