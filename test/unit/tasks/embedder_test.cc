#include "albert/tasks/embedder.h"

#include <algorithm>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "albert/base/error.h"
#include "albert/tasks/pooling.h"
#include "model_without.h"
#include "number_tokenizer.h"
#include "support/shared.h"

namespace {

using namespace albert;

std::filesystem::path model_folder() {
  return test::fixtures_dir() / "golden" / "models" / "tiny-inner2";
}

struct Setup {
  ThreadPool threads{2};
  AlbertModel model = AlbertModel::load(model_folder());
  test::NumberTokenizer tokenizer{4000};
  Workspace workspace;

  std::vector<Embedding> embed(const std::vector<std::string>& texts,
                               const EmbedderOptions& options = {}) {
    const std::vector<std::string_view> views(texts.begin(), texts.end());
    return Embedder(model, tokenizer, options).embed(views, workspace, threads);
  }
};

EmbedderOptions pooled(Pooling pooling) {
  EmbedderOptions options;
  options.modules.pooling = {pooling};
  return options;
}

TEST_CASE("a vector has the same bits in any batch") {
  Setup setup;
  std::vector<std::string> texts;
  for (int i = 0; i < 40; ++i) {
    std::string text = std::to_string(100 + i);
    for (int n = 0; n < i * 31 % 19; ++n) text += " " + std::to_string(300 + n * i);
    texts.push_back(text);
  }
  EmbedderOptions tokens;
  tokens.token_vectors = true;
  EmbedderOptions layer;
  layer.layer = 1;
  for (EmbedderOptions options :
       {EmbedderOptions(), pooled(Pooling::cls), pooled(Pooling::pooler), tokens, layer}) {
    for (const std::size_t batch_tokens : {1U, 64U, 100000U}) {
      options.batch_tokens = batch_tokens;
      const auto together = setup.embed(texts, options);
      for (std::size_t i = 0; i < texts.size(); ++i) {
        CHECK(together[i].values == setup.embed({texts[i]}, options).front().values);
      }
    }
  }
}

TEST_CASE("sentence vectors are those of the token vectors") {
  Setup setup;
  EmbedderOptions options;
  for (const int layer : {0, 1, -1}) {
    CAPTURE(layer);
    options.layer = layer;
    options.token_vectors = true;
    const Embedding tokens = setup.embed({"10 11 12"}, options).front();
    CHECK(tokens.tokens == std::vector<std::int32_t>{2, 10, 11, 12, 3});
    options.token_vectors = false;
    for (const Pooling mode : {Pooling::cls, Pooling::max, Pooling::mean, Pooling::last_token}) {
      options.modules.pooling = {mode};
      std::vector<float> expected(tokens.values.size() / tokens.tokens.size());
      pool_tokens(tokens.values, mode, expected);
      CHECK(setup.embed({"10 11 12"}, options).front().values == expected);
    }
  }
}

TEST_CASE("poolings are concatenated, and modules applied in order") {
  Setup setup;
  const auto size = static_cast<std::size_t>(setup.model.config().hidden_size);
  EmbedderOptions options;
  options.modules.pooling = {Pooling::cls, Pooling::mean};
  const Embedding both = setup.embed({"10 11"}, options).front();
  REQUIRE(both.values.size() == 2 * size);
  CHECK(std::ranges::equal(std::span(both.values).first(size),
                           setup.embed({"10 11"}, pooled(Pooling::cls)).front().values));
  CHECK(std::ranges::equal(std::span(both.values).last(size),
                           setup.embed({"10 11"}, pooled(Pooling::mean)).front().values));
  DenseModule dense = {2 * size, 3, std::vector<float>(6 * size, 0.1F), {1, 2, 3}};
  dense.activation = DenseActivation::identity;
  options.modules.steps = {dense, NormalizeModule()};
  const Embedder task(setup.model, setup.tokenizer, options);
  CHECK(task.dimension() == 3);
  std::vector<float> expected(3);
  apply_dense(dense, both.values, expected);
  normalize(expected);
  CHECK(setup.embed({"10 11"}, options).front().values == expected);
}

TEST_CASE("the pooler is that of the model") {
  Setup setup;
  const std::vector<float> first = setup.embed({"10 11"}, pooled(Pooling::cls)).front().values;
  std::vector<float> expected(first.size());
  setup.model.pool(first, expected, setup.workspace, setup.threads);
  CHECK(setup.embed({"10 11"}, pooled(Pooling::pooler)).front().values == expected);
  EmbedderOptions lower = pooled(Pooling::pooler);
  lower.layer = 1;
  CHECK_THROWS_AS(setup.embed({}, lower), Error);
  const AlbertModel bare = test::model_without(model_folder(), "albert.pooler.");
  CHECK_THROWS_WITH_AS(Embedder(bare, setup.tokenizer, pooled(Pooling::pooler)),
                       "albert.pooler.*: the model has no pooler (choose another pooling)", Error);
}

TEST_CASE("long texts are refused, or cut as asked") {
  Setup setup;
  std::string longest;
  for (int i = 0; i < 600; ++i) longest += "7 ";
  const auto refused = setup.embed({"10", longest});
  CHECK(refused[0].good());
  CHECK(refused[1].error.starts_with("has 602 tokens"));
  CHECK(refused[1].values.empty());
  EmbedderOptions options;
  options.long_text = LongText::truncate;
  CHECK(setup.embed({longest}, options)[0].truncated == 602 - 512);
  options.modules.max_length = 5;
  const auto cut = setup.embed({longest, "7 7 7"}, options);
  CHECK(cut[0].truncated == 597);
  CHECK(cut[0].values == cut[1].values);
}

TEST_CASE("a prompt comes before each text") {
  Setup setup;
  EmbedderOptions options;
  options.modules.prompt = "10 ";
  CHECK(setup.embed({"11"}, options)[0].values == setup.embed({"10 11"})[0].values);
}

TEST_CASE("a layer that the model does not have is refused") {
  Setup setup;
  for (const int layer : {4, -5}) {
    EmbedderOptions options;
    options.layer = layer;
    CHECK_THROWS_AS(setup.embed({}, options), Error);
  }
}

}  // namespace
