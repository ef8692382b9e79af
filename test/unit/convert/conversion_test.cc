#include "albert/convert/conversion.h"

#include <cmath>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "albert/base/error.h"
#include "albert/base/mapped_file.h"
#include "albert/convert/verification.h"
#include "albert/convert/weight_summary.h"
#include "albert/io/open_weights.h"
#include "support/temp_dir.h"
#include "unit/source/memory_archive.h"

namespace {

using namespace albert;
using namespace albert::test;

ModelSource small_source(const std::string& json = to_json(small_config())) {
  MemoryArchive archive = hugging_face_archive(small_config());
  archive.add_numbered("classifier.weight", {3, 4});
  return ModelSource(std::make_shared<MemoryArchive>(std::move(archive)), json, "config");
}

void check_same(const TensorArchive& one, const TensorArchive& other) {
  REQUIRE(one.entries().size() == other.entries().size());
  std::vector<std::byte> scratch, other_scratch;
  for (std::size_t i = 0; i < one.entries().size(); ++i) {
    const TensorView a = one.read(i, scratch);
    CAPTURE(one.entries()[i].name);
    const std::size_t at = other.find(one.entries()[i].name);
    REQUIRE(at != TensorArchive::npos);
    const TensorView b = other.read(at, other_scratch);
    CHECK(a.dtype == b.dtype);
    CHECK(a.shape == b.shape);
    CHECK(std::equal(a.bytes.begin(), a.bytes.end(), b.bytes.begin(), b.bytes.end()));
  }
}

}  // namespace

TEST_CASE("a converted folder holds the same tensors, config and heads, and can be opened") {
  const TempDir dir;
  const ModelSource source = small_source();
  const Conversion conversion(source, {});
  CHECK(conversion.is_exact());
  conversion.write(dir.path() / "out", false);
  const ModelSource copy = ModelSource::open(dir.path() / "out");
  AlbertConfig with_labels = source.config();
  with_labels.num_labels = 3;  // the rows of the classifier, which transformers wants to be told
  CHECK(copy.config() == with_labels);
  CHECK(copy.problems().empty());
  check_same(*source.tensors(), *copy.tensors());
  CHECK(weight_digest(*source.tensors()) == weight_digest(*copy.tensors()));
  ThreadPool threads(1);
  CHECK(compare_outputs(source, copy, threads).largest() == 0);
}

TEST_CASE("an existing target is refused without replace, and untouched after a failure") {
  const TempDir dir;
  const ModelSource source = small_source();
  const Conversion conversion(source, {});
  conversion.write(dir.path() / "out", false);
  CHECK_THROWS_AS(conversion.write(dir.path() / "out", false), Error);
  ThreadPool threads(1);
  const auto fail = [](const std::filesystem::path&) {
    throw Error(ErrorCode::model, "stop here");
  };
  const std::string before = read_file(dir.path() / "out/config.json");
  CHECK_THROWS_WITH(conversion.write(dir.path() / "out", true, threads, fail), "stop here");
  CHECK(read_file(dir.path() / "out/config.json") == before);
  CHECK_THROWS_WITH(conversion.write(dir.path() / "new", true, threads, fail), "stop here");
  CHECK_FALSE(std::filesystem::exists(dir.path() / "new"));
  CHECK(std::distance(std::filesystem::directory_iterator(dir.path()), {}) == 1);
  conversion.write(dir.path() / "out", true);
}

TEST_CASE("unknown fields of config.json are kept, dtype is written") {
  const TempDir dir;
  const std::string json = R"({"model_type": "albert", "vocab_size": 20, "embedding_size": 3,
      "hidden_size": 4, "num_hidden_layers": 4, "num_hidden_groups": 2, "num_attention_heads": 2,
      "intermediate_size": 5, "inner_group_num": 2, "max_position_embeddings": 6,
      "hidden_act": "gelu_pytorch_tanh", "architectures": ["AlbertForSequenceClassification"],
      "id2label": {"0": "no", "1": "yes", "2": "maybe"},
      "dtype": "float32"})";
  const ModelSource source = small_source(json);
  Conversion(source, {.dtype = DType::f16}).write(dir.path() / "out", false);
  const auto config = nlohmann::json::parse(read_file(dir.path() / "out/config.json"));
  CHECK(config["id2label"]["1"] == "yes");
  CHECK(config["num_labels"] == 3);  // as the classifier has rows
  CHECK(config["architectures"][0] == "AlbertForSequenceClassification");
  CHECK(config["hidden_act"] == "gelu_pytorch_tanh");
  CHECK(config["torch_dtype"] == "float16");
  CHECK_FALSE(config.contains("dtype"));
  CHECK(ModelSource::open(dir.path() / "out").config() == source.config());
}

TEST_CASE("int8: matrices are quantized with a scale a row, the rest stays f32") {
  const TempDir dir;
  const ModelSource source = small_source();
  const Conversion conversion(source, {.dtype = DType::i8});
  CHECK_FALSE(conversion.is_exact());
  conversion.write(dir.path() / "out", false);

  const ModelSource copy = ModelSource::open(dir.path() / "out");
  CHECK(copy.problems().empty());
  const std::size_t ffn =
      copy.stored().find("albert.encoder.albert_layer_groups.0.albert_layers.0.ffn.weight");
  REQUIRE(ffn != TensorArchive::npos);
  CHECK(copy.stored().entries()[ffn].dtype == DType::i8);
  CHECK(copy.uses()[ffn].use == StoredUse::mapped);
  const std::size_t scale = copy.stored().find(copy.stored().entries()[ffn].name + "_scale");
  REQUIRE(scale != TensorArchive::npos);
  CHECK(copy.uses()[scale].use == StoredUse::scale);
  CHECK(copy.stored().entries()[copy.stored().find("sop_classifier.classifier.weight")].dtype ==
        DType::f32);

  // Every value is half a step of its row off at most, and all commands read the same values.
  const auto opened = open_weights(dir.path() / "out");
  check_same(*copy.tensors(), *opened);
  for (const TensorEntry& entry : source.tensors()->entries()) {
    const auto exact = values_of(*source.tensors(), entry.name);
    const auto rounded = values_of(*copy.tensors(), entry.name);
    REQUIRE(exact.size() == rounded.size());
    float largest = 0;
    for (const float value : exact) largest = std::max(largest, std::abs(value));
    for (std::size_t i = 0; i < exact.size(); ++i) {
      CHECK(std::abs(exact[i] - rounded[i]) <= largest / 127 * 0.501f);
    }
  }
  CHECK_THROWS_AS(Conversion(source, {.container = Container::torch, .dtype = DType::i8}), Error);

  // A file whose scales are gone is refused by name.
  MemoryArchive damaged = hugging_face_archive(small_config());
  damaged.edit_metadata() = copy.stored().metadata();
  damaged.remove("predictions.dense.weight");
  damaged.add("predictions.dense.weight", DType::i8, {3, 4}, std::vector<std::byte>(12));
  CHECK_THROWS_WITH_AS(ModelSource(std::make_shared<MemoryArchive>(std::move(damaged)),
                                   to_json(small_config()), "config"),
                       doctest::Contains("int8 without scales"), Error);
}

TEST_CASE("the digest is SHA-256 over names, shapes and values") {
  MemoryArchive archive;
  archive.add("b", {2}, {1, 2});
  archive.add("a", {1, 1}, {0.5f});
  // python3: hashlib.sha256(b"a\n[1, 1]\n" + struct.pack("<f", .5) + b"b\n[2]\n" +
  //                         struct.pack("<2f", 1, 2)).hexdigest()
  CHECK(weight_digest(archive) ==
        "bd16fbe2a773b9cd86d15c57a1eb47e7f8ce689f6a10b1d3bc48ea7cd3ad2f9e");
}

TEST_CASE("stats") {
  const std::vector<float> values = {1, -3, 0.5f, std::nanf(""), 2.5f};
  const TensorStats stats = tensor_stats({DType::f32, {5}, std::as_bytes(std::span(values))});
  CHECK(stats.min == -3);
  CHECK(stats.max == 2.5f);
  CHECK(stats.mean == 0.25);
  CHECK(stats.not_finite == 1);
}
