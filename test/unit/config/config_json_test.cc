#include <fstream>
#include <string>

#include <doctest/doctest.h>

#include "albert/config/albert_config.h"
#include "albert/config/trained_length.h"
#include "support/shared.h"
#include "unit/config/config_error.h"

namespace {

using albert::AlbertConfig;
using albert::parse_config;
using albert::test::model_problem;

std::string problem_of(std::string_view json) {
  return model_problem([&] { parse_config(json, "config.json"); });
}

}  // namespace

TEST_CASE("an empty object is Hugging Face's default config") {
  CHECK(parse_config("{}", "here") == AlbertConfig{});
}

TEST_CASE("every field is read, unknown ones are ignored") {
  const AlbertConfig config = parse_config(R"({
    "model_type": "albert", "architectures": ["AlbertModel"], "position_embedding_type": "absolute",
    "vocab_size": 21128, "embedding_size": 64, "hidden_size": 96, "num_hidden_layers": 6,
    "num_hidden_groups": 3, "num_attention_heads": 8, "intermediate_size": 100,
    "inner_group_num": 2, "max_position_embeddings": 128, "type_vocab_size": 3,
    "hidden_act": "relu", "layer_norm_eps": 1e-3, "initializer_range": 0.1,
    "hidden_dropout_prob": 0.2, "attention_probs_dropout_prob": 1, "classifier_dropout_prob": 0.3,
    "pad_token_id": 5, "bos_token_id": 6, "eos_token_id": null, "parameter_sharing": "ffn",
    "net_structure_type": 0, "gap_size": 0, "future": {"nested": [1, {"a": null}]}})",
                                           "here");
  AlbertConfig expected;
  expected.vocab_size = 21128;
  expected.embedding_size = 64;
  expected.hidden_size = 96;
  expected.num_hidden_layers = 6;
  expected.num_hidden_groups = 3;
  expected.num_attention_heads = 8;
  expected.intermediate_size = 100;
  expected.inner_group_num = 2;
  expected.max_position_embeddings = 128;
  expected.type_vocab_size = 3;
  expected.hidden_act = albert::Activation::relu;
  expected.layer_norm_eps = 1e-3;
  expected.initializer_range = 0.1;
  expected.hidden_dropout_prob = 0.2;
  expected.attention_probs_dropout_prob = 1;
  expected.classifier_dropout_prob = 0.3;
  expected.pad_token_id = 5;
  expected.bos_token_id = 6;
  expected.parameter_sharing = albert::ParameterSharing::ffn;
  CHECK(config == expected);
}

TEST_CASE("to_json reads back to an equal config") {
  AlbertConfig config;
  CHECK(parse_config(albert::to_json(config), "here") == config);
  CHECK(albert::to_json(config).find("parameter_sharing") == std::string::npos);
  config.layer_norm_eps = 0.1 + 0.2;
  config.hidden_act = albert::Activation::gelu;
  config.num_hidden_groups = 12;
  config.parameter_sharing = albert::ParameterSharing::attention;
  CHECK(parse_config(albert::to_json(config), "here") == config);
}

TEST_CASE("the trained length stands beside the fields of the config") {
  const std::string text = albert::to_json(AlbertConfig());
  CHECK(!albert::trained_length(text));
  const std::string trained = albert::with_trained_length(text, 64);
  CHECK(albert::trained_length(trained) == 64);
  CHECK(albert::trained_length(albert::with_trained_length(trained, 128)) == 128);
  CHECK(parse_config(trained, "here") == AlbertConfig());
  for (const char* other : {"", "[1]", R"({"trained_length": "64"})", R"({"trained_length": 0})"}) {
    CHECK(!albert::trained_length(other));
  }
}

TEST_CASE("a field of the wrong type is refused by name") {
  CHECK(problem_of(R"({"hidden_size": "768"})") == R"(hidden_size must be an integer, not "768")");
  CHECK(problem_of(R"({"hidden_size": 768.0})") == "hidden_size must be an integer, not 768.0");
  CHECK(problem_of(R"({"hidden_size": true})") == "hidden_size must be an integer, not true");
  CHECK(problem_of(R"({"hidden_size": null})") == "hidden_size must be an integer, not null");
  CHECK(problem_of(R"({"hidden_size": 18446744073709551615})") ==
        "hidden_size must fit 64 bits, not 18446744073709551615");
  CHECK(problem_of(R"({"hidden_size": 99999999999999999999999})")
            .starts_with("hidden_size must be an integer"));
  CHECK(problem_of(R"({"hidden_size": -768})") == "hidden_size must be at least 1, not -768");
  CHECK(problem_of(R"({"layer_norm_eps": "1e-12"})") ==
        R"(layer_norm_eps must be a number, not "1e-12")");
  CHECK(problem_of(R"({"pad_token_id": 1.5})") == "pad_token_id must be an integer, not 1.5");
  CHECK(problem_of(R"({"hidden_act": 3})") == "hidden_act must be a string, not 3");
}

TEST_CASE("fields that change the arithmetic are refused by name") {
  CHECK(problem_of(R"({"model_type": "bert"})") == R"(model_type must be "albert", not "bert")");
  CHECK(problem_of(R"({"position_embedding_type": "relative_key"})") ==
        R"(position_embedding_type must be "absolute", not "relative_key")");
  const std::string problem = problem_of(R"({"hidden_act": "quick_gelu"})");
  CHECK(problem.starts_with("hidden_act must be one of gelu, "));
  CHECK(problem.ends_with(R"(, relu, not "quick_gelu")"));
  CHECK(problem_of(R"({"parameter_sharing": "all"})") ==
        R"(parameter_sharing must be one of groups, attention, ffn, not "all")");
}

TEST_CASE("text that is not a JSON object is refused, with the position") {
  CHECK(problem_of("") == "is not valid JSON at line 1, column 1");
  CHECK(problem_of("{\n  \"hidden_size\": 1,\n  oops\n}") ==
        "is not valid JSON at line 3, column 3");
  CHECK(problem_of("[1]").find("not an object") != std::string::npos);
  CHECK(problem_of("{} {}").starts_with("is not valid JSON"));
  CHECK(problem_of(R"({"layer_norm_eps": NaN})").starts_with("is not valid JSON"));
  CHECK(problem_of("{\"a\": \"\xff\xfe\"}").starts_with("is not valid JSON"));
  CHECK(problem_of(std::string("{\0}", 3)).starts_with("is not valid JSON"));
  CHECK(problem_of(R"({"layer_norm_eps": 1e999})").find("number") != std::string::npos);
}

TEST_CASE("duplicate fields and deep nesting are refused") {
  CHECK(problem_of(R"({"hidden_size": 64, "hidden_size": 4096})") ==
        R"(field appears twice: "hidden_size")");
  CHECK_NOTHROW(parse_config(R"({"a": {"hidden_size": 1}, "b": {"hidden_size": 2}})", "here"));
  CHECK(problem_of("{\"a\": " + std::string(1'000'000, '[')) == "JSON is nested deeper than 64");
  std::string objects = "{\"hidden_size\": ";
  for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
  CHECK(problem_of(objects) == "JSON is nested deeper than 64");
}

TEST_CASE("messages stay short however long the bad value is") {
  const std::string problem = problem_of("{\"hidden_act\": \"" + std::string(100'000, 'x') + "\"}");
  CHECK(problem.size() < 300);
}

TEST_CASE("the file's name leads the message; a missing file is a model error") {
  try {
    parse_config("[]", "model/config.json");
    FAIL("no error");
  } catch (const albert::Error& error) {
    CHECK(std::string(error.what()).starts_with("model/config.json: "));
  }
  try {
    albert::load_config("no/such/config.json");
    FAIL("no error");
  } catch (const albert::Error& error) {
    CHECK(error.code() == albert::ErrorCode::model);
    CHECK(std::string(error.what()).starts_with("no/such/config.json: is missing"));
  }
}

TEST_CASE("the golden models' configs load and survive a round trip") {
  if (!albert::test::need_shared("golden configs", "goldens/models")) return;
  for (const char* name :
       {"tiny-shared", "tiny-groups2", "tiny-inner2", "tiny-unshared", "tiny-zh"}) {
    CAPTURE(name);
    const auto folder = albert::test::shared_dir() / "goldens/models" / name;
    const AlbertConfig config = albert::load_config(folder / "config.json");
    CHECK(config.embedding_size == 16);
    CHECK(parse_config(albert::to_json(config), "here") == config);
  }
}
