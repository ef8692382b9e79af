#include "common/shape_options.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "albert/base/error.h"
#include "albert/config/presets.h"
#include "albert/config/sharing_strategy.h"
#include "support/temp_dir.h"

namespace {

using albert::AlbertConfig;
using albert::apps::ModelShape;
using albert::apps::ShapeOptions;

std::vector<ModelShape> resolve(const std::string& arguments) {
  CLI::App app;
  ShapeOptions options;
  options.add_to(app, "Shape");
  options.add_model_to(app, "--model", "A model", "Shape");
  app.parse(arguments);
  return options.resolve();
}

AlbertConfig only(const std::string& arguments) {
  const std::vector<ModelShape> shapes = resolve(arguments);
  REQUIRE(shapes.size() == 1);
  return shapes[0].config;
}

std::string usage_problem(const std::string& arguments) {
  try {
    resolve(arguments);
  } catch (const albert::Error& error) {
    CHECK(error.code() == albert::ErrorCode::usage);
    return error.problem();
  }
  FAIL("no error");
  return {};
}

}  // namespace

TEST_CASE("E and H alone are a complete shape") {
  CHECK(only("--E 128 --H 4096") == albert::preset("albert-xxlarge").config);
}

TEST_CASE("every flag sets its size") {
  const AlbertConfig config = only("--E 8 --H 24 --L 6 --A 3 --I 50 --V 99 --P 77 --G 2 --inner 4");
  CHECK(config.embedding_size == 8);
  CHECK(config.hidden_size == 24);
  CHECK(config.num_hidden_layers == 6);
  CHECK(config.num_attention_heads == 3);
  CHECK(config.intermediate_size == 50);
  CHECK(config.vocab_size == 99);
  CHECK(config.max_position_embeddings == 77);
  CHECK(config.num_hidden_groups == 2);
  CHECK(config.inner_group_num == 4);
}

TEST_CASE("other options override a preset; A and I follow H") {
  const AlbertConfig wide = only("--preset albert-base --H 1024");
  CHECK(wide.num_attention_heads == 16);
  CHECK(wide.intermediate_size == 4096);
  CHECK(only("--preset albert-base --H 1024 --A 4").num_attention_heads == 4);
  CHECK(only("--preset albert-base --V 5").hidden_size == 768);
}

TEST_CASE("BERT's E follows H and has no projection, until E differs") {
  const ModelShape wide = resolve("--preset bert-base --H 256").at(0);
  CHECK(wide.config.embedding_size == 256);
  CHECK_FALSE(wide.parts.has(albert::Component::embedding_projection));
  CHECK(resolve("--preset bert-base --E 128")
            .at(0)
            .parts.has(albert::Component::embedding_projection));
}

TEST_CASE("a sharing strategy holds for every number of layers") {
  CHECK(only("--preset bert-base --L 5").num_hidden_groups == 5);
  CHECK(only("--H 64 --L 5 --sharing none").num_hidden_groups == 5);
  CHECK(only("--H 64 --L 5 --sharing all").num_hidden_groups == 1);
  CHECK(albert::sharing_name(only("--H 64 --sharing ffn")) == "ffn");
}

TEST_CASE("groups go with attention and ffn sharing, not with all and none") {
  const AlbertConfig config = only("--H 64 --L 6 --groups 3 --sharing attention");
  CHECK(config.num_hidden_groups == 3);
  CHECK(config.parameter_sharing == albert::ParameterSharing::attention);
  CHECK(usage_problem("--H 64 --groups 3 --sharing all").find("--groups") == 0);
  CHECK(usage_problem("--H 64 --groups 3 --sharing none").find("--groups") == 0);
}

TEST_CASE("comma lists make every combination, presets outermost") {
  const std::vector<ModelShape> shapes =
      resolve("--preset albert-base,albert-large --E 64,128 --sharing all,none");
  REQUIRE(shapes.size() == 8);
  CHECK(shapes[0].name == "albert-base");
  CHECK(shapes[1].config.embedding_size == 64);
  CHECK(albert::sharing_name(shapes[1].config) == "none");
  CHECK(shapes[2].config.embedding_size == 128);
  CHECK(shapes[7].name == "albert-large");
  CHECK(shapes[7].config.num_hidden_groups == 24);
}

TEST_CASE("impossible shapes and sweeps are usage errors") {
  CHECK(usage_problem("--E 128").find("--H") != std::string::npos);
  CHECK(usage_problem("--H 100 --A 3").find("num_attention_heads 3") != std::string::npos);
  CHECK(usage_problem("--H 64 --L 2 --G 3").starts_with("num_hidden_groups 3"));
  CHECK(usage_problem("--H 2147483648").starts_with("hidden_size is"));
  CHECK(usage_problem("--preset no-such").find("no-such") != std::string::npos);
  std::string numbers = "1";
  for (int i = 2; i <= 101; ++i) numbers += "," + std::to_string(i);
  CHECK(usage_problem("--H 64 --V " + numbers + " --P " + numbers).find("10000") !=
        std::string::npos);
  CHECK_THROWS_AS(resolve("--H 0"), CLI::ValidationError);
  CHECK_THROWS_AS(resolve("--H 99999999999999999999"), CLI::ParseError);
  CHECK_THROWS_AS(resolve("--H 64 --sharing some"), CLI::ValidationError);
}

TEST_CASE("a model folder gives its shape and its name") {
  const albert::test::TempDir dir;
  const AlbertConfig config = albert::paper_config(16, 32, 4);
  const auto file = dir.write("config.json", albert::to_json(config));
  for (const auto& given : {dir.path(), dir.path() / "", file}) {
    const ModelShape shape = resolve("--model " + given.string()).at(0);
    CHECK(shape.config == config);
    CHECK(shape.name == dir.path().filename());
  }
  try {
    resolve("--model " + (dir.path() / "no" / "such").string());
    FAIL("no error");
  } catch (const albert::Error& error) {
    CHECK(error.code() == albert::ErrorCode::model);
  }
}
