#include "albert/source/model_source.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "albert/base/error.h"
#include "convert/config_files.h"
#include "unit/source/memory_archive.h"

namespace {

using namespace albert;
using namespace albert::test;
using source::TfDialect;

ModelSource source_of(MemoryArchive archive, const std::string& json) {
  return ModelSource(std::make_shared<MemoryArchive>(std::move(archive)), json, "config");
}
ModelSource source_of(MemoryArchive archive, const AlbertConfig& config = small_config()) {
  return source_of(std::move(archive), to_json(config));
}

AlbertConfig square_config() {
  AlbertConfig config = small_config();
  config.embedding_size = config.hidden_size;
  return config;
}

const StoredTensor& use_of(const ModelSource& source, std::string_view name) {
  return source.uses()[source.stored().find(name)];
}

bool mentions(std::span<const std::string> texts, std::string_view part) {
  return std::any_of(texts.begin(), texts.end(),
                     [&](const std::string& text) { return text.find(part) != std::string::npos; });
}

constexpr const char* kQuery =
    "bert/encoder/transformer/group_1/inner_group_0/attention_1/self/query/kernel";

}  // namespace

TEST_CASE("Hugging Face names are taken as they are, in the catalogue's order") {
  const ModelSource source = source_of(hugging_face_archive(small_config()));
  CHECK(source.layout() == NameLayout::hugging_face);
  CHECK(source.problems().empty());
  CHECK(source.notes().empty());
  CHECK(source.missing().empty());
  const TensorCatalogue catalogue(small_config());
  REQUIRE(source.tensors()->entries().size() == catalogue.size());
  for (std::size_t i = 0; i < catalogue.size(); ++i) {
    CHECK(source.tensors()->entries()[i].name == catalogue.tensors()[i].name);
    CHECK(source.origins()[i].entry == i);
  }
}

TEST_CASE("Google's names: every tensor is found, kernels are transposed, module/ is stripped") {
  for (const std::string prefix : {"", "module/"}) {
    MemoryArchive archive = tf_archive(small_config(), TfDialect::google, prefix);
    archive.add_numbered(prefix + kQuery + "/adam_m", {4, 4});
    archive.add_numbered("global_step", {});
    archive.add_numbered(prefix + "bert/something/else", {2});
    const std::vector<float> stored = values_of(archive, prefix + kQuery);
    const ModelSource source = source_of(std::move(archive));
    CHECK(source.layout() == NameLayout::google);
    CHECK(source.problems().empty());
    CHECK(source.tensors()->entries().size() == TensorCatalogue(small_config()).size());
    const auto query =
        values_of(*source.tensors(),
                  "albert.encoder.albert_layer_groups.1.albert_layers.0.attention.query.weight");
    for (std::size_t r = 0; r < 4; ++r) {
      for (std::size_t c = 0; c < 4; ++c) CHECK(query[r * 4 + c] == stored[c * 4 + r]);
    }
    CHECK(use_of(source, prefix + kQuery).use == StoredUse::mapped);
    CHECK(use_of(source, prefix + kQuery + "/adam_m").use == StoredUse::skipped);
    CHECK(use_of(source, prefix + kQuery + "/adam_m").detail == "optimizer slot");
    CHECK(use_of(source, "global_step").detail == "step counter");
    CHECK(use_of(source, prefix + "bert/something/else").use == StoredUse::unrecognized);
  }
}

TEST_CASE("Google's E = H model gets the identity mapping that Hugging Face's layout has") {
  const ModelSource source =
      source_of(tf_archive(square_config(), TfDialect::google, "",
                           {Component::pooler, Component::mlm_head, Component::sop_head}),
                square_config());
  CHECK(source.problems().empty());
  CHECK(source.parts().has(Component::embedding_projection));
  CHECK(mentions(source.notes(), "identity"));
  const TensorCatalogue catalogue(square_config());
  REQUIRE(source.tensors()->entries().size() == catalogue.size());
  for (std::size_t i = 0; i < catalogue.size(); ++i) {
    CHECK(source.tensors()->entries()[i].name == catalogue.tensors()[i].name);
  }
  const auto mapping =
      values_of(*source.tensors(), "albert.encoder.embedding_hidden_mapping_in.weight");
  for (std::size_t i = 0; i < mapping.size(); ++i) CHECK(mapping[i] == (i % 5 == 0 ? 1 : 0));
  const auto bias = values_of(*source.tensors(), "albert.encoder.embedding_hidden_mapping_in.bias");
  CHECK(bias == std::vector<float>(4, 0));
}

TEST_CASE("brightmart's factors are folded and the config gets E = H") {
  AlbertConfig config = square_config();
  config.num_hidden_groups = 1;
  config.inner_group_num = 1;
  MemoryArchive archive = tf_archive(config, TfDialect::brightmart, "",
                                     {Component::pooler, Component::mlm_head, Component::sop_head});
  archive.remove("bert/embeddings/word_embeddings");
  archive.add_numbered("bert/embeddings/word_embeddings", {20, 2});
  archive.add("bert/embeddings/word_embeddings_2", {2, 4}, {1, 2, 3, 4, 10, 20, 30, 40});
  const auto left = values_of(archive, "bert/embeddings/word_embeddings");
  config.embedding_size = 2;

  const std::string json = convert::google_config(config);
  const ModelSource source = source_of(archive, json);
  CHECK(source.layout() == NameLayout::brightmart);
  CHECK(source.problems().empty());
  CHECK(source.config().embedding_size == 4);
  CHECK(source.config().hidden_act == Activation::gelu_new);
  CHECK(mentions(source.notes(), "multiplied"));
  const auto folded = values_of(*source.tensors(), "albert.embeddings.word_embeddings.weight");
  REQUIRE(folded.size() == 80);
  CHECK(folded[4 * 7 + 2] == doctest::Approx(left[14] * 3 + left[15] * 30));

  std::string pre_norm = json;
  pre_norm.insert(pre_norm.find('{') + 1, R"("ln_type": "preln",)");
  CHECK_THROWS_WITH_AS(source_of(archive, pre_norm), doctest::Contains("pre-LayerNorm"), Error);
}

TEST_CASE("old and bare names, tied duplicates and position numbers") {
  MemoryArchive archive = hugging_face_archive(small_config());
  archive.rename("albert.embeddings.LayerNorm.weight", "embeddings.LayerNorm.gamma");
  archive.rename("albert.embeddings.LayerNorm.bias", "embeddings.LayerNorm.beta");
  archive.rename("albert.pooler.weight", "pooler.weight");
  archive.add("predictions.decoder.weight", {20, 3},
              values_of(archive, "albert.embeddings.word_embeddings.weight"));
  archive.rename("predictions.bias", "predictions.decoder.bias");
  archive.add("embeddings.position_ids", {1, 6}, {0, 1, 2, 3, 4, 5});
  archive.add_numbered("classifier.weight", {3, 4});
  archive.add_numbered("something.else", {3});
  {
    const ModelSource source = source_of(archive);
    CHECK(source.problems().empty());
    CHECK(use_of(source, "predictions.decoder.weight").use == StoredUse::duplicate);
    CHECK(use_of(source, "predictions.decoder.bias").use == StoredUse::mapped);
    CHECK(use_of(source, "embeddings.position_ids").use == StoredUse::skipped);
    CHECK(use_of(source, "classifier.weight").use == StoredUse::carried);
    CHECK(use_of(source, "something.else").use == StoredUse::unrecognized);
    CHECK(source.tensors()->entries().size() == TensorCatalogue(small_config()).size() + 1);
    CHECK(source.tensors()->find("albert.pooler.weight") != TensorArchive::npos);
  }
  archive.remove("predictions.decoder.weight");
  archive.add_numbered("predictions.decoder.weight", {20, 3});
  archive.remove("embeddings.position_ids");
  archive.add("embeddings.position_ids", {1, 6}, {0, 1, 2, 3, 5, 4});
  const ModelSource untied = source_of(archive);
  CHECK(mentions(untied.problems(), "predictions.decoder.weight should repeat"));
  CHECK(mentions(untied.problems(), "does not count"));
}

TEST_CASE("tensors that do not fit are named, with both shapes") {
  MemoryArchive archive = tf_archive(small_config(), TfDialect::google);
  archive.remove(kQuery);
  archive.remove("cls/predictions/output_bias");
  archive.remove("bert/pooler/dense/kernel");
  archive.add_numbered("bert/pooler/dense/kernel", {4, 7});
  archive.remove("bert/embeddings/position_embeddings");
  archive.add("bert/embeddings/position_embeddings", DType::i32, {6, 3},
              std::vector<std::byte>(6 * 3 * 4));
  const ModelSource source = source_of(std::move(archive));
  CHECK(mentions(source.problems(), std::string(kQuery) + " is missing"));
  CHECK(mentions(source.problems(), "cls/predictions/output_bias is missing"));
  CHECK(mentions(source.problems(),
                 "bert/pooler/dense/kernel has shape [4, 7], but the config asks for [4, 4]"));
  CHECK(mentions(source.problems(), "position_embeddings holds i32"));
  CHECK(source.missing().size() == 2);
}

TEST_CASE("optional components may be missing completely") {
  const ModelSource source = source_of(hugging_face_archive(small_config(), kEncoderParts));
  CHECK(source.problems().empty());
  CHECK_FALSE(source.parts().has(Component::pooler));
  CHECK_FALSE(source.parts().has(Component::mlm_head));
  CHECK_FALSE(source.parts().has(Component::sop_head));
  CHECK(source.missing().size() == 2 + 5 + 2);
}

TEST_CASE("two stored names for one tensor are a problem") {
  MemoryArchive archive = hugging_face_archive(small_config());
  archive.add_numbered("pooler.bias", {4});
  CHECK(mentions(source_of(std::move(archive)).problems(),
                 "albert.pooler.bias and pooler.bias are both albert.pooler.bias"));
}
