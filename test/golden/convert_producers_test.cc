// Models saved by transformers, torch, safetensors and TensorFlow themselves
// (test/fixtures/convert, made by test/interop/make_fixtures.py): their tensors bit for bit, and
// the outputs that transformers gave.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "albert/convert/conversion.h"
#include "albert/io/safetensors.h"
#include "albert/model/albert_model.h"
#include "support/shared.h"
#include "support/temp_dir.h"

namespace {

using namespace albert;

constexpr double kTolerance = 1e-5;

struct Producer {
  const char* folder;
  const char* kind;  // the class of transformers
  std::vector<std::string> heads = {};
};

const Producer kProducers[] = {
    {"transformers", "AlbertForPreTraining"},
    {"transformers_sharded", "AlbertForPreTraining"},
    {"transformers_masked_lm", "AlbertForMaskedLM"},
    {"transformers_bare", "AlbertModel"},
    {"transformers_classifier", "AlbertForSequenceClassification", {"classifier"}},
    {"transformers_answers", "AlbertForQuestionAnswering", {"qa_outputs"}},
    {"safetensors", "AlbertForPreTraining"},
    {"torch_zip", "AlbertForPreTraining"},
    {"torch_legacy", "AlbertForPreTraining"},
    {"tensorflow", "AlbertForPreTraining"},
    {"tensorflow_partitioned", "AlbertForPreTraining"},
    {"tensorflow_hub", "AlbertForPreTraining"},
};

std::filesystem::path fixtures() {
  return test::fixtures_dir() / "convert";
}

std::vector<float> values_of(const TensorArchive& archive, const std::string& name) {
  std::vector<std::byte> scratch;
  const std::size_t at = archive.find(name);
  REQUIRE_MESSAGE(at != TensorArchive::npos, name);
  const TensorView view = archive.read(at, scratch);
  std::vector<float> values(view.size());
  copy_to_f32(view, values);
  return values;
}

/// What transformers calls a tensor in the state dict of that class.
std::string name_in(const std::string& kind, const std::string& canonical) {
  const std::string prefix = "albert.";
  const bool bare = kind == "AlbertModel" && canonical.starts_with(prefix);
  return kind + "/" + (bare ? canonical.substr(prefix.size()) : canonical);
}

void check_tensors(const ModelSource& source, const std::string& kind,
                   const TensorArchive& expected) {
  for (const TensorEntry& entry : source.tensors()->entries()) {
    CAPTURE(entry.name);
    CHECK(values_of(*source.tensors(), entry.name) ==
          values_of(expected, name_in(kind, entry.name)));
  }
}

/// Compares rows of outputs for tokens that are not padding (`every` = all rows).
void check_close(const std::vector<float>& ours, const std::vector<float>& theirs,
                 const std::vector<float>& mask) {
  REQUIRE(ours.size() == theirs.size());
  const std::size_t width = ours.size() / mask.size();
  double largest = 0;
  for (std::size_t i = 0; i < ours.size(); ++i) {
    if (mask[i / width] == 0) continue;
    const double difference =
        std::abs(static_cast<double>(ours[i]) - static_cast<double>(theirs[i]));
    if (!(difference <= largest)) largest = difference;  // NaN sticks
  }
  CHECK(largest <= kTolerance);
}

void check_outputs(const ModelSource& source, const std::string& kind,
                   const TensorArchive& expected) {
  const auto ints = [&](const char* name) {
    const auto values = values_of(expected, name);
    return std::vector<std::int32_t>(values.begin(), values.end());
  };
  const auto output = [&](const char* name) {
    return values_of(expected, kind + "/outputs/" + name);
  };
  const auto ids = ints("input_ids");
  const auto types = ints("token_type_ids");
  const auto mask_values = values_of(expected, "attention_mask");
  const std::vector<std::uint8_t> mask(mask_values.begin(), mask_values.end());
  const std::size_t length = ids.size() / 2;
  const std::vector<std::size_t> starts = {0, length, 2 * length};

  ThreadPool threads(1);
  Workspace workspace;
  const AlbertModel model(source.config(), source.tensors(), {});
  const auto view = model.forward({ids, types, starts, {}, mask}, workspace, threads);
  const std::vector<float> hidden(view.begin(), view.end());
  check_close(hidden, output("hidden"), mask_values);
  const auto width = static_cast<std::size_t>(model.config().hidden_size);
  if (model.parts().has(Component::mlm_head)) {
    std::vector<float> logits(ids.size() * static_cast<std::size_t>(model.config().vocab_size));
    model.mlm_logits(hidden, logits, workspace, threads);
    check_close(logits, output(kind == "AlbertForMaskedLM" ? "logits" : "mlm"), mask_values);
  }
  if (model.parts().has(Component::sop_head)) {
    std::vector<float> first_rows(hidden.begin(),
                                  hidden.begin() + static_cast<std::ptrdiff_t>(width));
    const auto second = hidden.begin() + static_cast<std::ptrdiff_t>(length * width);
    first_rows.insert(first_rows.end(), second, second + static_cast<std::ptrdiff_t>(width));
    std::vector<float> pooled(2 * width), sop(4);
    model.pool(first_rows, pooled, workspace, threads);
    model.head_logits(Component::sop_head, pooled, sop, workspace, threads);
    check_close(sop, output("sop"), {1, 1});
  }
}

}  // namespace

TEST_CASE("files saved by transformers, torch, safetensors and TensorFlow are read bit for bit") {
  const auto expected = open_safetensors(fixtures() / "expected.safetensors");
  for (const Producer& producer : kProducers) {
    CAPTURE(producer.folder);
    const ModelSource source = ModelSource::open(fixtures() / producer.folder);
    CHECK(source.problems().empty());
    for (const StoredTensor& stored : source.uses()) CHECK(stored.use != StoredUse::unrecognized);
    check_tensors(source, producer.kind, *expected);
    check_outputs(source, producer.kind, *expected);
    for (const std::string& head : producer.heads) {
      CHECK(source.tensors()->find(head + ".weight") != TensorArchive::npos);
      CHECK(source.tensors()->find(head + ".bias") != TensorArchive::npos);
    }

    for (const Container container : {Container::safetensors, Container::torch, Container::tf}) {
      CAPTURE(to_string(container));
      const test::TempDir dir;
      Conversion(source, {.container = container}).write(dir.path() / "out", false);
      const ModelSource copy = ModelSource::open(dir.path() / "out");
      CHECK(copy.problems().empty());
      CHECK(copy.tensors()->entries().size() == source.tensors()->entries().size());
      check_tensors(copy, producer.kind, *expected);
    }
  }
}
