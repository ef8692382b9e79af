#include "source/name_resolution.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "albert/base/error.h"
#include "unit/source/memory_archive.h"

namespace {

using namespace albert;
using namespace albert::test;

// The same numbers under names that `rename` makes.
MemoryArchive renamed(const std::function<std::string(const std::string&)>& rename) {
  const MemoryArchive plain = hugging_face_archive(small_config());
  MemoryArchive archive;
  for (const TensorEntry& entry : plain.entries()) {
    archive.add(rename(entry.name), entry.shape, values_of(plain, entry.name));
  }
  return archive;
}

bool is_encoder(const std::string& name) {
  return name.starts_with("albert.");
}

// An encoder with `prefix` (instead of "albert."), heads with another one.
MemoryArchive with_prefixes(const std::string& encoder, const std::string& heads) {
  return renamed([&](const std::string& name) {
    return is_encoder(name) ? encoder + name.substr(7) : heads + name;
  });
}

ModelSource source_of(MemoryArchive archive) {
  return ModelSource(std::make_shared<MemoryArchive>(std::move(archive)), small_config());
}

// Whether every tensor of the model comes from the one that it should.
bool is_whole(const ModelSource& source) {
  const MemoryArchive plain = hugging_face_archive(small_config());
  if (!source.problems().empty()) return false;
  return std::ranges::all_of(plain.entries(), [&](const TensorEntry& entry) {
    return source.tensors()->find(entry.name) != TensorArchive::npos &&
           values_of(*source.tensors(), entry.name) == values_of(plain, entry.name);
  });
}

bool mentions(std::span<const std::string> texts, std::string_view part) {
  return std::ranges::any_of(
      texts, [&](const std::string& text) { return text.find(part) != std::string::npos; });
}

}  // namespace

TEST_CASE("a prefix is found from the names themselves, and said") {
  struct Case {
    std::string encoder, heads, note;
  };
  for (const Case& test : std::vector<Case>{
           {"module.albert.", "module.", "'module.' in the names is left out"},
           {"_orig_mod.albert.", "_orig_mod.", "'_orig_mod.' in the names"},
           {"albert._orig_mod.", "", "'_orig_mod.' in the names"},
           {"model.albert.", "model.", "'model.' before the names of the model is left out"},
           {"model.albert.", "", "'model.' before"},
           {"a.b.c.albert.", "x.", "'a.b.c.' before"},
           {"albert_model.", "", "'albert_model.' before the names of the encoder"},
           {"model.", "model.", "'model.' before the names of the encoder"},
           {"bert.", "", "'bert.' before the names of the encoder stands for 'albert.'"},
           {"encoder.model.", "head.", "'head.' before the names of predictions"},
           {"module.model.encoder.", "module.model.", "'model.encoder.' before"},
       }) {
    CAPTURE(test.encoder);
    CAPTURE(test.heads);
    const ModelSource source = source_of(with_prefixes(test.encoder, test.heads));
    CHECK(is_whole(source));
    CHECK_MESSAGE(mentions(source.notes(), test.note), source.notes()[0]);
  }
  CHECK(source_of(with_prefixes("", "")).notes().empty());
}

TEST_CASE("names of wrapper modules are removed at any position") {
  const ModelSource source = source_of(renamed([](std::string name) {
    const std::size_t at = name.find("albert_layers");
    return at == std::string::npos ? name : name.insert(at, "_fsdp_wrapped_module.");
  }));
  CHECK(is_whole(source));
}

TEST_CASE("tied tensors may have the decoder's name after a prefix") {
  MemoryArchive archive = with_prefixes("model.albert.", "model.");
  archive.rename("model.albert.embeddings.word_embeddings.weight",
                 "model.predictions.decoder.weight");
  archive.rename("model.predictions.bias", "model.predictions.decoder.bias");
  CHECK(source_of(std::move(archive)).problems().empty());
}

TEST_CASE("a head under several prefixes counts where the encoder's is, or not at all") {
  MemoryArchive archive = with_prefixes("model.albert.", "model.");
  archive.add_numbered("model.classifier.weight", {3, 4});
  archive.add_numbered("other.classifier.weight", {5, 4});
  const ModelSource source = source_of(std::move(archive));
  const std::size_t classifier = source.tensors()->find("classifier.weight");
  REQUIRE(classifier != TensorArchive::npos);
  CHECK(source.tensors()->entries()[classifier].shape == Shape{3, 4});
}

TEST_CASE("an encoder that is stored twice is one, two different ones are refused") {
  MemoryArchive twice = with_prefixes("model.albert.", "model.");
  const MemoryArchive plain = hugging_face_archive(small_config());
  MemoryArchive two = twice;
  for (const TensorEntry& entry : plain.entries()) {
    if (!is_encoder(entry.name)) continue;
    const std::string name = "encoder." + entry.name.substr(7);
    twice.add(name, entry.shape, values_of(plain, entry.name));
    two.add_numbered(name, entry.shape);
  }
  const ModelSource same = source_of(std::move(twice));
  CHECK(is_whole(same));
  CHECK(std::ranges::count(same.uses(), StoredUse::duplicate, &StoredTensor::use) > 10);
  CHECK(mentions(source_of(std::move(two)).problems(), "holds more than one model"));
}

TEST_CASE("unknown names: the missing and the present ones, in a few lines") {
  const ModelSource source =
      source_of(renamed([](const std::string& name) { return "net.core." + name + "s"; }));
  CHECK(source.problems().size() <= 5);
  CHECK(mentions(source.problems(), "albert.embeddings.word_embeddings.weight is missing"));
  CHECK(mentions(source.problems(), "which all begin with 'net.core.'"));
  CHECK(mentions(source.problems(), "'net.core.albert.embeddings.word_embeddings.weights'"));
  CHECK_THROWS_WITH_AS(source.check(), doctest::Contains("more tensors are missing"), Error);
}

TEST_CASE("PyTorch's spelling of Google's and brightmart's names") {
  MemoryArchive google;
  const MemoryArchive plain = hugging_face_archive(small_config());
  const auto replace = [](std::string& name, std::string_view from, std::string_view to) {
    if (const std::size_t at = name.find(from); at != std::string::npos) {
      name.replace(at, from.size(), to);
    }
  };
  for (const TensorEntry& entry : plain.entries()) {
    std::string name = entry.name;
    replace(name, "albert_layer_groups.", "transformer.group.");
    replace(name, "albert_layers.", "inner_group.");
    replace(name, "attention.query", "attention.self.query");
    replace(name, "attention.key", "attention.self.key");
    replace(name, "attention.value", "attention.self.value");
    replace(name, "attention.dense", "attention.output.dense");
    replace(name, "attention.LayerNorm", "LayerNorm");
    replace(name, "full_layer_layer_norm", "LayerNorm_1");
    replace(name, "ffn_output.", "ffn.intermediate.output.dense.");
    replace(name, "ffn.weight", "ffn.intermediate.dense.weight");
    replace(name, "ffn.bias", "ffn.intermediate.dense.bias");
    replace(name, "pooler.", "pooler.dense.");
    replace(name, "predictions.dense", "predictions.transform.dense");
    replace(name, "predictions.LayerNorm", "predictions.transform.LayerNorm");
    replace(name, "predictions.", "cls.predictions.");
    replace(name, "sop_classifier.classifier", "cls.seq_relationship");
    replace(name, "albert.", "module.bert.");
    google.add(name, entry.shape, values_of(plain, entry.name));
  }
  google.add("module.cls.predictions.decoder.weight", {20, 3},
             values_of(plain, "albert.embeddings.word_embeddings.weight"));
  google.rename("cls.seq_relationship.weight", "module.cls.seq_relationship.weight");
  const ModelSource source = source_of(std::move(google));
  CHECK(source.layout() == NameLayout::google_torch);
  CHECK(is_whole(source));
}
