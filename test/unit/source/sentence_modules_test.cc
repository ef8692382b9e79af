#include "albert/source/sentence_modules.h"

#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "albert/base/error.h"
#include "albert/io/safetensors.h"
#include "support/temp_dir.h"

namespace {

namespace fs = std::filesystem;
using namespace albert;

/// A folder with the model at its top and modules that follow it.
struct Folder {
  test::TempDir dir;
  AlbertConfig config;

  Folder() {
    config.hidden_size = 4;
    config.max_position_embeddings = 64;
    for (const char* name : {"1_Pooling", "2_Dense"}) fs::create_directory(dir.path() / name);
    modules({"Pooling"});
    pooling(R"({"word_embedding_dimension": 4, "pooling_mode_mean_tokens": true})");
  }

  void modules(const std::vector<std::string>& types) const {
    std::string list = R"([{"type": "sentence_transformers.models.Transformer", "path": ""})";
    for (const std::string& type : types) {
      const std::string path = type == "Dense" ? "2_Dense" : "1_Pooling";
      list += fmt::format(R"(, {{"type": "x.y.{}", "path": "{}"}})", type, path);
    }
    dir.write("modules.json", list + "]");
  }
  void pooling(std::string_view settings) const { dir.write("1_Pooling/config.json", settings); }
  void dense(std::string_view settings, std::int64_t rows, std::int64_t columns) const {
    dir.write("2_Dense/config.json", settings);
    const auto writer = create_safetensors(
        dir.path() / "2_Dense/model.safetensors",
        {{"linear.weight", DType::f32, {rows, columns}}, {"linear.bias", DType::f32, {rows}}});
    const std::vector<std::byte> zeros(static_cast<std::size_t>(rows * columns) * 4);
    writer->write(0, zeros);
    writer->write(1, std::span(zeros).first(static_cast<std::size_t>(rows) * 4));
    writer->finish();
  }
  SentenceModules read() const {
    return read_sentence_modules(read_sentence_transformer(dir.path()).value(), config);
  }
  /// The problem of a folder that is refused.
  std::string problem() const {
    try {
      read();
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::model);
      return error.problem();
    }
    return {};
  }
};

TEST_CASE("flags of pooling modes are read in a fixed order, names in their own") {
  Folder folder;
  CHECK(folder.read().pooling == std::vector{Pooling::mean});
  folder.pooling(R"({"pooling_mode_lasttoken": true, "pooling_mode_max_tokens": true,
                     "pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false})");
  CHECK(folder.read().pooling == std::vector{Pooling::cls, Pooling::max, Pooling::last_token});
  folder.pooling(R"({"pooling_mode_cls_token": false})");
  CHECK(folder.read().pooling == std::vector{Pooling::mean});
  folder.pooling(R"({"embedding_dimension": 4, "pooling_mode": "mean_sqrt_len_tokens"})");
  CHECK(folder.read().pooling == std::vector{Pooling::mean_sqrt_len});
  folder.pooling(R"({"pooling_mode": ["weightedmean", "cls"]})");
  CHECK(folder.read().pooling == std::vector{Pooling::weighted_mean, Pooling::cls});
}

TEST_CASE("the most tokens of a text are those of the first file that has them") {
  Folder folder;
  CHECK(folder.read().max_length == 64);
  folder.dir.write("tokenizer_config.json", R"({"model_max_length": 48})");
  CHECK(folder.read().max_length == 48);
  folder.dir.write("sentence_bert_config.json", R"({"max_seq_length": null})");
  CHECK(folder.read().max_length == 48);
  folder.dir.write("sentence_bert_config.json", R"({"max_seq_length": 32})");
  CHECK(folder.read().max_length == 32);
  folder.dir.write("sentence_bert_config.json", R"({"max_seq_length": 1e30})");
  CHECK(folder.read().max_length == 64);
  folder.dir.write("sentence_bert_config.json", R"({"max_seq_length": "32"})");
  CHECK(folder.problem() == "'max_seq_length' is not a number of tokens");
}

TEST_CASE("the default prompt is read") {
  Folder folder;
  const char* const file = "config_sentence_transformers.json";
  folder.dir.write(file, R"({"prompts": {"query": "q: "}, "default_prompt_name": null})");
  CHECK(folder.read().prompt.empty());
  folder.dir.write(file, R"({"prompts": {"query": "q: "}, "default_prompt_name": "query"})");
  CHECK(folder.read().prompt == "q: ");
  folder.pooling(R"({"include_prompt": false})");
  CHECK(folder.problem() == "'include_prompt' is false, which is not supported");
  folder.dir.write(file, R"({"default_prompt_name": "query"})");
  CHECK(folder.problem() == "has no prompt 'query', its default_prompt_name");
}

TEST_CASE("dense modules are read with their activation") {
  Folder folder;
  folder.modules({"Pooling", "Dense", "Dropout", "Normalize"});
  const std::string sizes = R"({"in_features": 4, "out_features": 3, "bias": true)";
  const auto activation_of = [&](const std::string& name) {
    folder.dense(sizes + R"(, "activation_function": ")" + name + "\"}", 3, 4);
    const SentenceModules modules = folder.read();
    REQUIRE(modules.steps.size() == 2);
    CHECK(std::holds_alternative<NormalizeModule>(modules.steps[1]));
    return std::get<DenseModule>(modules.steps[0]).activation;
  };
  CHECK(activation_of("torch.nn.modules.activation.Tanh") == DenseActivation::tanh);
  CHECK(activation_of("torch.nn.modules.linear.Identity") == DenseActivation::identity);
  CHECK(activation_of("torch.nn.modules.activation.GELU") == DenseActivation::gelu);
  CHECK(activation_of("my.module.ReLU") == DenseActivation::tanh);
  folder.dense(sizes + R"(, "activation_function": "torch.nn.SiLU"})", 3, 4);
  CHECK(folder.problem() == "has the unknown activation function 'torch.nn.SiLU'");
  folder.dense(sizes + R"(, "use_residual": true})", 3, 4);
  CHECK(folder.problem() == "'use_residual' is not supported");
}

TEST_CASE("sizes that do not fit and unknown modules are refused") {
  Folder folder;
  folder.pooling(R"({"word_embedding_dimension": 5})");
  CHECK(folder.problem() ==
        "has word_embedding_dimension 5, but what comes before it has 4 numbers");
  folder.pooling(R"({"pooling_mode": "median"})");
  CHECK(folder.problem() == "has the unknown pooling mode \"median\"");
  folder.pooling(R"({"pooling_mode": ["cls", "mean"]})");
  folder.modules({"Pooling", "Dense"});
  folder.dense(R"({"in_features": 4, "out_features": 3})", 3, 4);
  CHECK(folder.problem() == "has in_features 4, but what comes before it has 8 numbers");
  folder.dense(R"({"in_features": 8, "out_features": 3})", 3, 7);
  CHECK(folder.problem() == "tensor 'linear.weight' has the shape [3, 7], not [3, 8]");
  folder.modules({"Pooling", "LSTM"});
  CHECK(folder.problem() == "has the module LSTM");
  folder.modules({"Dense", "Pooling"});
  CHECK(folder.problem() == "has the module Dense before Pooling");
  folder.modules({});
  CHECK(folder.problem() == "has no module Pooling");
  folder.modules({"Pooling"});
  fs::remove(folder.dir.path() / "1_Pooling/config.json");
  CHECK(folder.problem() == "is missing");
}

}  // namespace
