// Every golden checkpoint, of every container and layout, gives the reference's tensors bit for
// bit; so does every conversion of every one into every container, and back.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "albert/convert/conversion.h"
#include "albert/convert/weight_summary.h"
#include "albert/io/safetensors.h"
#include "albert/model/albert_model.h"
#include "support/shared.h"
#include "support/temp_dir.h"

namespace {

using namespace albert;
namespace fs = std::filesystem;

constexpr double kHiddenTolerance = 5e-5;
constexpr double kLogitTolerance = 2e-4;

constexpr ModelParts kNoSop = {Component::embedding_projection, Component::pooler,
                               Component::mlm_head};
constexpr ModelParts kEncoder = {Component::embedding_projection, Component::pooler};

struct Golden {
  std::string source;  // below goldens/
  std::string model;   // the reference, below goldens/models
  DType dtype = DType::f32;
  ModelParts parts = kPretrainingParts;
  bool own_config = true;  // else that of the reference is given
};

std::vector<Golden> goldens() {
  std::vector<Golden> all;
  for (const std::string model :
       {"tiny-shared", "tiny-groups2", "tiny-inner2", "tiny-unshared", "tiny-zh"}) {
    for (const std::string file :
         {"", "/model.safetensors", "/pytorch_model.bin", "/pytorch_model.legacy.bin"}) {
      all.push_back({"models/" + model + file, model});
    }
  }
  const std::string variants = "models/tiny-groups2/variants/";
  const auto add_variant = [&](const std::string& file, ModelParts parts, DType dtype) {
    all.push_back({variants + file, "tiny-groups2", dtype, parts, false});
  };
  add_variant("all_keys_with_duplicates.safetensors", kPretrainingParts, DType::f32);
  add_variant("bare_AlbertModel.bin", kEncoder, DType::f32);
  add_variant("bare_AlbertModel.safetensors", kEncoder, DType::f32);
  add_variant("bf16.safetensors", kPretrainingParts, DType::bf16);
  add_variant("fp16.safetensors", kPretrainingParts, DType::f16);
  add_variant("gamma_beta.bin", kPretrainingParts, DType::f32);
  add_variant("hub_like_no_sop.bin", kNoSop, DType::f32);
  add_variant("no_metadata.safetensors", kPretrainingParts, DType::f32);
  for (const std::string model : {"tiny-inner2", "tiny-groups2"}) {
    const std::string folder = "tf_checkpoints/" + model;
    for (const std::string file : {"", "/model.ckpt-best", "/model.ckpt-best.index",
                                   "/model.ckpt-best.data-00000-of-00001"}) {
      all.push_back({folder + file, model});
    }
  }
  return all;
}

fs::path goldens_dir() {
  return test::shared_dir() / "goldens";
}

ModelSource open(const Golden& golden) {
  ModelSource::Options options;
  if (!golden.own_config) options.config = goldens_dir() / "models" / golden.model / "config.json";
  return ModelSource::open(goldens_dir() / golden.source, options);
}

std::vector<std::byte> rounded(const TensorView& view, DType dtype) {
  std::vector<float> values(view.size());
  copy_to_f32(view, values);
  std::vector<std::byte> bytes(view.size() * size_of(dtype));
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (dtype == DType::f32) {
      std::memcpy(bytes.data() + i * 4, &values[i], 4);
    } else {
      const std::uint16_t bits =
          dtype == DType::f16 ? f32_to_f16(values[i]) : f32_to_bf16(values[i]);
      std::memcpy(bytes.data() + i * 2, &bits, 2);
    }
  }
  return bytes;
}

/// All of the catalogue's tensors of these parts, and no others, equal those of `reference`.
void check_tensors(const TensorArchive& ours, const AlbertConfig& config, const ModelParts& parts,
                   const TensorArchive& reference, DType dtype) {
  const TensorCatalogue catalogue(config, parts);
  CHECK(ours.entries().size() == catalogue.size());
  std::vector<std::byte> scratch, reference_scratch;
  for (const TensorSpec& spec : catalogue.tensors()) {
    CAPTURE(spec.name);
    const std::size_t at = ours.find(spec.name);
    const std::size_t reference_at = reference.find(spec.name);
    REQUIRE(at != TensorArchive::npos);
    REQUIRE(reference_at != TensorArchive::npos);
    const TensorView view = ours.read(at, scratch);
    CHECK(view.dtype == dtype);
    CHECK(view.shape == spec.shape);
    const auto expected = rounded(reference.read(reference_at, reference_scratch), dtype);
    CHECK(std::equal(view.bytes.begin(), view.bytes.end(), expected.begin(), expected.end()));
  }
}

double worst(std::span<const float> ours, std::span<const float> theirs) {
  REQUIRE(ours.size() == theirs.size());
  double largest = 0;
  for (std::size_t i = 0; i < ours.size(); ++i) {
    const double difference =
        std::abs(static_cast<double>(ours[i]) - static_cast<double>(theirs[i]));
    if (!(difference <= largest)) largest = difference;  // NaN sticks
  }
  return largest;
}

std::vector<float> values_of(const TensorArchive& archive, std::string_view name) {
  std::vector<std::byte> scratch;
  const TensorView view = archive.read(archive.find(name), scratch);
  std::vector<float> values(view.size());
  copy_to_f32(view, values);
  return values;
}

/// brightmart's own outputs, from a model in any container.
void check_brightmart_outputs(const ModelSource& source) {
  const auto expected = open_safetensors(
      goldens_dir() / "tf_checkpoints/brightmart_style/expected_outputs.safetensors");
  const Shape shape = expected->entries()[expected->find("input_ids")].shape;
  const auto sequences = static_cast<std::size_t>(shape[0]);
  const auto length = static_cast<std::size_t>(shape[1]);
  const auto ints = [&](std::string_view name) {
    const auto values = values_of(*expected, name);
    return std::vector<std::int32_t>(values.begin(), values.end());
  };
  const auto ids = ints("input_ids");
  const auto types = ints("token_type_ids");
  const auto mask_values = values_of(*expected, "attention_mask");
  const std::vector<std::uint8_t> mask(mask_values.begin(), mask_values.end());
  std::vector<std::size_t> starts;
  for (std::size_t b = 0; b <= sequences; ++b) starts.push_back(b * length);

  ThreadPool threads(1);
  Workspace workspace;
  const AlbertModel model(source.config(), source.tensors(), {});
  const auto width = static_cast<std::size_t>(model.config().hidden_size);
  const auto hidden_view = model.forward({ids, types, starts, {}, mask}, workspace, threads);
  const std::vector<float> hidden(hidden_view.begin(), hidden_view.end());
  std::vector<float> logits(ids.size() * static_cast<std::size_t>(model.config().vocab_size));
  model.mlm_logits(hidden, logits, workspace, threads);
  const auto expected_hidden = values_of(*expected, "last_hidden_state");
  const auto expected_logits = values_of(*expected, "mlm_logits");
  const std::size_t vocabulary = logits.size() / ids.size();
  for (std::size_t row = 0; row < mask.size(); ++row) {
    if (mask[row] == 0) continue;
    const auto part = [row](const std::vector<float>& all, std::size_t columns) {
      return std::span(all).subspan(row * columns, columns);
    };
    CHECK(worst(part(hidden, width), part(expected_hidden, width)) < kHiddenTolerance);
    CHECK(worst(part(logits, vocabulary), part(expected_logits, vocabulary)) < kLogitTolerance);
  }
  std::vector<float> first_rows, pooled(sequences * width), sop(sequences * 2);
  for (std::size_t b = 0; b < sequences; ++b) {
    const auto row = hidden.begin() + static_cast<std::ptrdiff_t>(b * length * width);
    first_rows.insert(first_rows.end(), row, row + static_cast<std::ptrdiff_t>(width));
  }
  model.pool(first_rows, pooled, workspace, threads);
  model.head_logits(Component::sop_head, pooled, sop, workspace, threads);
  CHECK(worst(pooled, values_of(*expected, "pooler_output")) < kHiddenTolerance);
  CHECK(worst(sop, values_of(*expected, "sop_logits")) < kHiddenTolerance);
}

}  // namespace

TEST_CASE("every golden checkpoint is the reference, and stays it in every container") {
  if (!test::need_shared("golden checkpoints", "goldens/models")) return;
  for (const Golden& golden : goldens()) {
    CAPTURE(golden.source);
    const ModelSource source = open(golden);
    REQUIRE(source.problems().empty());
    const auto reference =
        open_safetensors(goldens_dir() / "models" / golden.model / "model.safetensors");
    check_tensors(*source.tensors(), source.config(), golden.parts, *reference, golden.dtype);
    CHECK(source.parts().has(Component::mlm_head) == golden.parts.has(Component::mlm_head));
    CHECK(source.parts().has(Component::sop_head) == golden.parts.has(Component::sop_head));
    for (const StoredTensor& stored : source.uses()) CHECK(stored.use != StoredUse::unrecognized);

    const test::TempDir dir;
    const std::string digest = weight_digest(*source.tensors());
    const ModelSource* from = &source;
    std::vector<ModelSource> chain;
    chain.reserve(8);
    for (const Container container : {Container::safetensors, Container::torch, Container::tf,
                                      Container::torch, Container::safetensors}) {
      CAPTURE(to_string(container));
      const fs::path folder = dir.path() / std::to_string(chain.size());
      const Conversion conversion(*from, {.container = container});
      CHECK(conversion.is_exact());
      conversion.write(folder, false);
      chain.push_back(ModelSource::open(folder));
      from = &chain.back();
      CHECK(from->config() == source.config());
      CHECK(from->problems().empty());
      check_tensors(*from->tensors(), source.config(), golden.parts, *reference, golden.dtype);
      CHECK(weight_digest(*from->tensors()) == digest);
      CHECK(from->tokenizer_files().size() == source.tokenizer_files().size());
    }
  }
}

TEST_CASE("brightmart's model answers as brightmart's code does, before and after converting") {
  if (!test::need_shared("brightmart golden", "goldens/tf_checkpoints/brightmart_style")) return;
  const ModelSource source = ModelSource::open(goldens_dir() / "tf_checkpoints/brightmart_style");
  REQUIRE(source.problems().empty());
  CHECK(source.config().embedding_size == source.config().hidden_size);
  check_brightmart_outputs(source);
  for (const Container container : {Container::safetensors, Container::torch, Container::tf}) {
    const test::TempDir dir;
    Conversion(source, {.container = container}).write(dir.path() / "out", false);
    check_brightmart_outputs(ModelSource::open(dir.path() / "out"));
  }
}
