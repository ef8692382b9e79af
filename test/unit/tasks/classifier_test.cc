#include "albert/tasks/classifier.h"

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
  ModelSource source = ModelSource::open(test::fixtures_dir() / "heads" / "seq-single");
  AlbertModel model{source, {}};
  test::NumberTokenizer tokenizer{3000};
  Workspace workspace;

  std::vector<Classification> classify(const std::vector<TextInput>& texts,
                                       const ClassifierOptions& options = {}) {
    return Classifier(model, tokenizer, source.labels(), options)
        .classify(texts, workspace, threads);
  }
};

TEST_CASE("scores of logits") {
  const std::vector<float> logits = {1, 3, 3, -1000};
  CHECK(scores_of(logits, ScoreFunction::none) == logits);
  const auto sigmoid = scores_of(logits, ScoreFunction::sigmoid);
  CHECK(sigmoid[0] == doctest::Approx(0.731058579));
  CHECK(sigmoid[3] == 0);
  const auto softmax = scores_of(logits, ScoreFunction::softmax);
  CHECK(softmax[0] == doctest::Approx(0.063378938));
  CHECK(softmax[1] == softmax[2]);
  CHECK(softmax[3] == 0);
  CHECK(Classification{.error = {}, .scores = softmax}.ranking() ==
        std::vector<std::size_t>{1, 2, 0, 3});
}

TEST_CASE("the logits of a long text are the mean over its windows") {
  Setup setup;
  const ClassifierOptions options = {.window = {.tokens = 6, .overlap = 1}};
  const std::string text = "11 12 13 14 15 16 17";
  const auto whole = setup.classify({{text}}, options).front();
  const auto parts = setup.classify({{"11 12 13 14"}, {"14 15 16 17"}});
  CHECK(whole.windows == 2);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(whole.logits[i] ==
          doctest::Approx((parts[0].logits[i] + parts[1].logits[i]) / 2).epsilon(1e-6));
  }
  const auto cut = setup.classify({{text}}, {.truncate = true, .window = {.tokens = 6}}).front();
  CHECK(cut.truncated == 3);
  CHECK(cut.logits == parts[0].logits);
}

TEST_CASE("labels that do not match the outputs are refused") {
  Setup setup;
  const Labels two = {.names = {"a", "b"}, .problem_type = std::nullopt};
  CHECK_THROWS_WITH_AS(Classifier(setup.model, setup.tokenizer, two, {}),
                       "id2label: the classifier has 3 outputs, but the config names 2 labels",
                       Error);
}

}  // namespace
