#include "albert/tasks/tagger.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "albert/base/error.h"
#include "number_tokenizer.h"
#include "support/shared.h"

namespace {

using namespace albert;

struct Setup {
  ThreadPool threads{2};
  ModelSource source = ModelSource::open(test::fixtures_dir() / "heads" / "token-bio");
  AlbertModel model{source, {}};
  test::NumberTokenizer tokenizer{3000};
  Workspace workspace;

  std::vector<TaggedText> tag(const std::vector<TextInput>& texts,
                              const TaggerOptions& options = {}) {
    return Tagger(model, tokenizer, source.labels().names, options).tag(texts, workspace, threads);
  }
};

TEST_CASE("every token has a label, and ignored ones are left out") {
  Setup setup;
  const auto all = setup.tag({{"11 12 13 14"}}, {.ignored = {}}).front();
  REQUIRE(all.entities.size() == 4);
  CHECK(all.entities[2].word == "13");
  CHECK(all.entities[2].first_token == 3);
  CHECK(all.entities[2].range == ByteRange{6, 8});
  const std::string label = all.entities[2].label;
  std::size_t others = 0;
  for (const Entity& entity : all.entities) others += entity.label == label ? 0 : 1;
  CHECK(setup.tag({{"11 12 13 14"}}, {.ignored = {label}}).front().entities.size() == others);
}

TEST_CASE("a long text is tagged in windows: each token once, by the surer window") {
  Setup setup;
  const std::string text = "11 12 13 14 15 16 17";
  const TaggerOptions options = {.ignored = {}, .window = {.tokens = 6, .overlap = 1}};
  const auto whole = setup.tag({{text}}, options).front();
  const auto parts = setup.tag({{"11 12 13 14"}, {"14 15 16 17"}}, {.ignored = {}});
  CHECK(whole.windows == 2);
  REQUIRE(whole.entities.size() == 7);
  for (std::size_t i = 0; i < 7; ++i) {
    CHECK(whole.entities[i].first_token == i + 1);
    const Entity& first = parts[0].entities[std::min<std::size_t>(i, 3)];
    const Entity& second = parts[1].entities[i < 3 ? 0 : i - 3];
    const bool of_first = i < 3 || (i == 3 && first.score >= second.score);
    CHECK(whole.entities[i].score == (of_first ? first : second).score);
    CHECK(whole.entities[i].label == (of_first ? first : second).label);
  }
  const auto cut = setup.tag({{text}}, {.ignored = {}, .truncate = true, .window = {.tokens = 6}});
  CHECK(cut.front().truncated == 3);
  CHECK(cut.front().entities.size() == 4);
}

TEST_CASE("a pair has no answer") {
  Setup setup;
  const auto answers = setup.tag({{"11", "12"}, {"11"}});
  CHECK(answers[0].error == "is a pair, not one text");
  CHECK(answers[1].good());
}

TEST_CASE("labels that do not match the outputs are refused") {
  Setup setup;
  CHECK_THROWS_WITH_AS(Tagger(setup.model, setup.tokenizer, {"a", "b"}, {}),
                       "id2label: the classifier has 9 outputs, but the config names 2 labels",
                       Error);
}

}  // namespace
