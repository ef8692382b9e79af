#include "source/keras_norms.h"

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "albert/source/model_source.h"
#include "unit/source/memory_archive.h"

namespace {

using namespace albert;
using namespace albert::test;
using source::TfDialect;

AlbertConfig three_layers() {
  AlbertConfig config = small_config();
  config.num_hidden_layers = 3;
  config.num_hidden_groups = 1;
  config.inner_group_num = 1;
  return config;
}

/// Google's checkpoint with the LayerNorms of Keras. `step`: how much the values of a layer differ
/// from those of the one before; `first`: where Keras begins to count.
MemoryArchive keras_archive(const AlbertConfig& config, float step, int first, bool scoped) {
  MemoryArchive archive = tf_archive(config, TfDialect::google);
  std::vector<std::string> old;
  for (const TensorEntry& entry : archive.entries()) {
    if (entry.name.find("LayerNorm") != std::string::npos) old.push_back(entry.name);
  }
  for (const std::string& name : old) archive.remove(name);
  int number = first;
  const auto add = [&](const std::string& scope, std::int64_t size, float value) {
    const std::string name =
        scope + "layer_normalization" + (number == 0 ? "" : "_" + std::to_string(number));
    ++number;
    for (const char* part : {"/gamma", "/beta"}) {
      archive.add(name + part, {size}, std::vector<float>(static_cast<std::size_t>(size), value));
    }
  };
  add("bert/embeddings/", config.embedding_size, 1);
  const std::string transformer = "bert/encoder/transformer/";
  for (int layer = 0; layer < config.num_hidden_layers; ++layer) {
    for (int inner = 0; inner < config.inner_group_num; ++inner) {
      const std::string scope =
          scoped ? "group_0" + (layer == 0 ? "" : "_" + std::to_string(layer)) + "/layer_" +
                       std::to_string(layer) + "/inner_group_" + std::to_string(inner) + "/"
                 : "";
      const float value = 10 * static_cast<float>(inner) + step * static_cast<float>(layer);
      add(transformer + scope, config.hidden_size, 100 + value);
      add(transformer + scope, config.hidden_size, 200 + value);
    }
  }
  add("cls/predictions/transform/", config.embedding_size, 3);
  return archive;
}

float norm_of(const ModelSource& source, int group, int inner, std::string_view norm) {
  const std::string name = "albert.encoder.albert_layer_groups." + std::to_string(group) +
                           ".albert_layers." + std::to_string(inner) + "." + std::string(norm) +
                           ".weight";
  return values_of(*source.tensors(), name).at(0);
}

ModelSource source_of(MemoryArchive archive, const AlbertConfig& config) {
  return ModelSource(std::make_shared<MemoryArchive>(std::move(archive)), config);
}

}  // namespace

TEST_CASE("LayerNorms per layer make a group per layer that repeats the matrices") {
  for (const bool scoped : {true, false}) {
    for (const int first : {0, 7, 98}) {  // 98: numbers of two and three digits
      CAPTURE(first);
      const ModelSource source =
          source_of(keras_archive(three_layers(), 1, first, scoped), three_layers());
      CHECK(source.problems().empty());
      CHECK(source.config().num_hidden_groups == 3);
      for (int layer = 0; layer < 3; ++layer) {
        CHECK(norm_of(source, layer, 0, "attention.LayerNorm") == 100 + layer);
        CHECK(norm_of(source, layer, 0, "full_layer_layer_norm") == 200 + layer);
        const std::string query = "albert.encoder.albert_layer_groups." + std::to_string(layer) +
                                  ".albert_layers.0.attention.query.weight";
        CHECK(values_of(*source.tensors(), query) ==
              values_of(
                  *source.tensors(),
                  "albert.encoder.albert_layer_groups.0.albert_layers.0.attention.query.weight"));
      }
      CHECK(values_of(*source.tensors(), "albert.embeddings.LayerNorm.bias")[0] == 1);
      CHECK(values_of(*source.tensors(), "predictions.LayerNorm.bias")[0] == 3);
      CHECK(std::ranges::none_of(source.uses(), [](const StoredTensor& stored) {
        return stored.use == StoredUse::unrecognized;
      }));
    }
  }
}

TEST_CASE("LayerNorms that are equal in all layers of a group stay shared") {
  AlbertConfig config = small_config();  // 4 layers in 2 groups of 2 blocks
  const ModelSource equal = source_of(keras_archive(config, 0, 0, true), config);
  CHECK(equal.problems().empty());
  CHECK(equal.config().num_hidden_groups == 2);
  CHECK(norm_of(equal, 1, 1, "full_layer_layer_norm") == 210);
  // Of 16 LayerNorms in the encoder the second layer of each group repeats four.
  CHECK(std::ranges::count(equal.uses(), StoredUse::duplicate, &StoredTensor::use) == 16);
  CHECK(std::ranges::count(equal.uses(), StoredUse::unrecognized, &StoredTensor::use) == 0);
}

TEST_CASE("groups and inner blocks: a layer takes the matrices of its group") {
  AlbertConfig config = small_config();
  const ModelSource source = source_of(keras_archive(config, 1, 0, true), config);
  CHECK(source.problems().empty());
  CHECK(source.config().num_hidden_groups == 4);
  CHECK(norm_of(source, 3, 1, "attention.LayerNorm") == 113);
  const auto query = [&](int group) {
    return values_of(*source.tensors(), "albert.encoder.albert_layer_groups." +
                                            std::to_string(group) +
                                            ".albert_layers.1.attention.query.weight");
  };
  CHECK(query(0) == query(1));
  CHECK(query(2) == query(3));
  CHECK(query(1) != query(2));
}

TEST_CASE("another number of LayerNorms than the config has layers is a problem") {
  AlbertConfig config = three_layers();
  MemoryArchive archive = keras_archive(config, 1, 0, true);
  config.num_hidden_layers = 5;
  const ModelSource source = source_of(std::move(archive), config);
  REQUIRE(!source.problems().empty());
  CHECK(source.problems()[0].find("has 6 LayerNorms of its own") != std::string::npos);
}
