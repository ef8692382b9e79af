#include "albert/config/tensor_catalogue.h"

#include <map>
#include <set>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "albert/base/mapped_file.h"
#include "support/shared.h"
#include "unit/config/config_error.h"

namespace {

using albert::AlbertConfig;
using albert::Component;
using albert::ModelParts;
using albert::ParameterSharing;
using albert::TensorCatalogue;
using albert::TensorRole;
using albert::TensorSpec;

AlbertConfig small(std::int64_t groups, ParameterSharing sharing) {
  AlbertConfig config;
  config.vocab_size = 50;
  config.embedding_size = 4;
  config.hidden_size = 8;
  config.intermediate_size = 16;
  config.num_attention_heads = 2;
  config.num_hidden_layers = 3;
  config.num_hidden_groups = groups;
  config.max_position_embeddings = 10;
  config.parameter_sharing = sharing;
  return config;
}

std::size_t count(const TensorCatalogue& catalogue, TensorRole role) {
  std::size_t found = 0;
  for (const TensorSpec& spec : catalogue.tensors()) found += spec.role == role;
  return found;
}

std::size_t block_names(const TensorCatalogue& catalogue, std::string_view fragment) {
  std::size_t found = 0;
  for (const TensorSpec& spec : catalogue.tensors()) {
    found += spec.name.find(fragment) != std::string::npos;
  }
  return found;
}

/// Entries that repeat or derive from other tensors.
bool is_redundant(std::string_view name) {
  return name == "predictions.decoder.weight" || name == "predictions.decoder.bias" ||
         name == "albert.embeddings.position_ids";
}

}  // namespace

TEST_CASE("the catalogue lists exactly the golden models' tensors") {
  if (!albert::test::need_shared("golden manifests", "goldens/models")) return;
  for (const char* name :
       {"tiny-shared", "tiny-groups2", "tiny-inner2", "tiny-unshared", "tiny-zh"}) {
    CAPTURE(name);
    const auto folder = albert::test::shared_dir() / "goldens/models" / name;
    const auto manifest = nlohmann::json::parse(albert::read_file(folder / "manifest.json"));
    std::map<std::string, albert::Shape> expected;
    for (const auto& [key, entry] : manifest.at("state_dict").items()) {
      if (!is_redundant(key)) expected[key] = entry.at(0).get<albert::Shape>();
    }
    const TensorCatalogue catalogue(albert::load_config(folder / "config.json"));
    std::map<std::string, albert::Shape> listed;
    std::size_t elements = 0;
    for (const TensorSpec& spec : catalogue.tensors()) {
      listed[spec.name] = spec.shape;
      elements += albert::element_count(spec.shape).value();
    }
    CHECK(listed == expected);
    CHECK(elements == manifest.at("n_parameters").get<std::size_t>());
  }
}

TEST_CASE("attention shared: attention is named under group 0 only, each FFN under its group") {
  const TensorCatalogue catalogue(small(3, ParameterSharing::attention));
  CHECK(count(catalogue, TensorRole::query_weight) == 1);
  CHECK(count(catalogue, TensorRole::ffn_weight) == 3);
  CHECK(block_names(catalogue, "albert_layer_groups.0.") == 16);
  CHECK(block_names(catalogue, "albert_layer_groups.2.") == 6);
  const std::size_t last_ffn = catalogue.find(TensorRole::ffn_weight, 2);
  REQUIRE(last_ffn != TensorCatalogue::npos);
  CHECK(catalogue.tensors()[last_ffn].name ==
        "albert.encoder.albert_layer_groups.2.albert_layers.0.ffn.weight");
  CHECK(catalogue.find(TensorRole::query_weight, 1) == TensorCatalogue::npos);
}

TEST_CASE("FFN shared: the mirror image") {
  const TensorCatalogue catalogue(small(3, ParameterSharing::ffn));
  CHECK(count(catalogue, TensorRole::query_weight) == 3);
  CHECK(count(catalogue, TensorRole::ffn_weight) == 1);
  CHECK(block_names(catalogue, "albert_layer_groups.0.") == 16);
  CHECK(block_names(catalogue, "albert_layer_groups.2.") == 10);
}

TEST_CASE("blocks count inner layers first") {
  AlbertConfig config = small(3, ParameterSharing::groups);
  config.inner_group_num = 2;
  const TensorCatalogue catalogue(config);
  const std::size_t index = catalogue.find(TensorRole::value_bias, 3);
  REQUIRE(index != TensorCatalogue::npos);
  CHECK(catalogue.tensors()[index].name ==
        "albert.encoder.albert_layer_groups.1.albert_layers.1.attention.value.bias");
  CHECK(catalogue.tensors()[index].block == 3);
  CHECK(catalogue.tensors()[index].shape == albert::Shape{8});
}

TEST_CASE("names are distinct and both ways to find a tensor agree") {
  const TensorCatalogue catalogue(small(3, ParameterSharing::groups));
  std::set<std::string> names;
  for (std::size_t i = 0; i < catalogue.size(); ++i) {
    const TensorSpec& spec = catalogue.tensors()[i];
    names.insert(spec.name);
    CHECK(catalogue.find(spec.name) == i);
    CHECK(catalogue.find(spec.role, spec.block) == i);
  }
  CHECK(names.size() == catalogue.size());
  CHECK(catalogue.find("albert.pooler.dense.weight") == TensorCatalogue::npos);
  CHECK(catalogue.find(TensorRole::pooler_weight, 1) == TensorCatalogue::npos);
  CHECK(catalogue.find(TensorRole::pooler_weight, -1) == TensorCatalogue::npos);
}

TEST_CASE("weight decay leaves out biases and LayerNorms, and nothing else") {
  const TensorCatalogue catalogue(small(1, ParameterSharing::groups));
  for (const TensorSpec& spec : catalogue.tensors()) {
    CAPTURE(spec.name);
    const bool excluded = spec.name.ends_with("bias") ||
                          spec.name.find("LayerNorm") != std::string::npos ||
                          spec.name.find("layer_norm") != std::string::npos;
    CHECK(spec.weight_decay == !excluded);
  }
}

TEST_CASE("a LayerNorm belongs to the block it ends") {
  const TensorCatalogue catalogue(small(1, ParameterSharing::groups));
  const auto component = [&](TensorRole role) {
    return catalogue.tensors()[catalogue.find(role)].component;
  };
  CHECK(component(TensorRole::attention_norm_weight) == Component::attention);
  CHECK(component(TensorRole::ffn_norm_bias) == Component::ffn);
  CHECK(component(TensorRole::mlm_norm_weight) == Component::mlm_head);
}

TEST_CASE("optional parts can be left out") {
  AlbertConfig config = small(1, ParameterSharing::groups);
  const TensorCatalogue bare(config, albert::kEncoderParts);
  for (const TensorRole role : {TensorRole::pooler_weight, TensorRole::mlm_bias,
                                TensorRole::mlm_dense_weight, TensorRole::sop_weight}) {
    CHECK(bare.find(role) == TensorCatalogue::npos);
  }
  CHECK(bare.size() + 9 == TensorCatalogue(config).size());

  CHECK(albert::test::model_problem([&] {
          TensorCatalogue(config, ModelParts());
        }).find("embedding_size = hidden_size") != std::string::npos);
  config.embedding_size = config.hidden_size;
  CHECK(TensorCatalogue(config, ModelParts()).find(TensorRole::projection_weight) ==
        TensorCatalogue::npos);
}

TEST_CASE("canonical names") {
  CHECK(albert::canonical_name("embeddings.LayerNorm.gamma") ==
        "albert.embeddings.LayerNorm.weight");
  CHECK(albert::canonical_name(
            "encoder.albert_layer_groups.0.albert_layers.0.full_layer_layer_norm.beta") ==
        "albert.encoder.albert_layer_groups.0.albert_layers.0.full_layer_layer_norm.bias");
  CHECK(albert::canonical_name("pooler.bias") == "albert.pooler.bias");
  CHECK(albert::canonical_name("predictions.LayerNorm.beta") == "predictions.LayerNorm.bias");
  for (const char* same : {"albert.pooler.weight", "sop_classifier.classifier.bias", "",
                           "something.gamma", "gamma", "classifier.weight"}) {
    CHECK(albert::canonical_name(same) == same);
  }
}
