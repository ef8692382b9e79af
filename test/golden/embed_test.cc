// Sentence vectors beside sentence-transformers, on every instruction set of this machine: each
// layout of modules.json, pooling mode and module.
#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "albert/base/mapped_file.h"
#include "albert/io/safetensors.h"
#include "albert/kernels/isa.h"
#include "albert/tasks/embedder.h"
#include "albert/tasks/pooling.h"
#include "support/shared.h"
#include "support/temp_dir.h"

namespace {

namespace fs = std::filesystem;
using namespace albert;
using nlohmann::json;

constexpr double kTolerance = 5e-5;
const char* const kFolders[] = {"st-cls", "st-max-dense", "st-mean-norm", "st-sqrtlen"};

std::vector<std::string> texts_of(const json& golden) {
  std::vector<std::string> texts;
  for (const json& one : golden.at("cases")) texts.push_back(one.at("text"));
  return texts;
}

void check_vectors(const fs::path& folder, const json& golden) {
  const ModelSource source = ModelSource::open(folder);
  REQUIRE(source.sentence_transformer().has_value());
  EmbedderOptions options;
  options.modules = read_sentence_modules(*source.sentence_transformer(), source.config());
  CHECK(options.modules.max_length == golden.at("max_seq_length"));
  const auto tokenizer = Tokenizer::load(source.sentence_transformer()->model);
  const std::vector<std::string> texts = texts_of(golden);
  const std::vector<std::string_view> views(texts.begin(), texts.end());
  for (const std::string_view isa : available_isas()) {
    CAPTURE(isa);
    ThreadPool threads(2);
    const AlbertModel model(source, {.threads = &threads, .isa = isa, .parts = kEncoderParts});
    const Embedder task(model, *tokenizer, options);
    CHECK(task.dimension() == golden.at("dim"));
    Workspace workspace;
    const std::vector<Embedding> answers = task.embed(views, workspace, threads);
    REQUIRE(answers.size() == texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const json& one = golden.at("cases")[i];
      CAPTURE(texts[i]);
      REQUIRE(answers[i].good());
      const auto expected = one.at("vector").get<std::vector<float>>();
      REQUIRE(answers[i].values.size() == expected.size());
      double worst = 0;
      for (std::size_t j = 0; j < expected.size(); ++j) {
        worst = std::max(worst, std::abs(double{answers[i].values[j]} - expected[j]));
      }
      CHECK(worst <= kTolerance);
    }
    if (!golden.contains("cosine_of_first_four")) continue;
    for (std::size_t i = 0; i < 4; ++i) {
      for (std::size_t j = 0; j < 4; ++j) {
        CHECK(cosine(answers[i].values, answers[j].values) ==
              doctest::Approx(golden.at("cosine_of_first_four")[i][j].get<double>())
                  .epsilon(kTolerance));
      }
    }
  }
}

TEST_CASE("a folder of sentence-transformers gives its vectors") {
  const fs::path heads = test::fixtures_dir() / "heads";
  check_vectors(heads / "st-max-dense", json::parse(read_file(heads / "st-max-dense.json")));
}

TEST_CASE("every golden folder gives the vectors of sentence-transformers") {
  for (const std::string name : kFolders) {
    CAPTURE(name);
    if (!test::need_shared("sentence vectors: " + name, "goldens/heads/sentence/" + name)) continue;
    const fs::path heads = test::shared_dir() / "goldens/heads";
    check_vectors(heads / "sentence" / name,
                  json::parse(read_file(heads / "outputs" / (name + ".json"))));
  }
}

TEST_CASE("a folder as sentence-transformers 6 saves it gives the same vectors") {
  if (!test::need_shared("sentence vectors: st6", "goldens/heads/variants/st6")) return;
  const fs::path heads = test::shared_dir() / "goldens/heads";
  const test::TempDir dir;
  const fs::path folder = dir.path() / "st6";
  fs::copy(heads / "variants/st6", folder, fs::copy_options::recursive);
  const fs::path from = heads / "sentence/st-max-dense";
  for (const char* file : {"model.safetensors", "spiece.model"}) {
    fs::copy(from / "0_Transformer" / file, folder / file);
  }
  fs::permissions(folder / "2_Dense", fs::perms::owner_all);
  fs::copy(from / "2_Dense/model.safetensors", folder / "2_Dense/model.safetensors");
  check_vectors(folder, json::parse(read_file(heads / "outputs/st-max-dense.json")));
}

TEST_CASE("a layer's token vectors are the reference's hidden states") {
  const std::string name = "tiny-groups2";
  if (!test::need_shared("token vectors: " + name, "goldens/models/" + name)) return;
  const fs::path goldens = test::shared_dir() / "goldens";
  const fs::path folder = goldens / "models" / name;
  const json cases =
      json::parse(read_file(goldens / "model_outputs" / (name + ".json"))).at("cases");
  const std::string text = cases.at("short").at("text");
  const auto archive =
      open_safetensors(goldens / "model_outputs" / (name + ".outputs.safetensors"));
  std::vector<std::byte> scratch;
  const TensorView view = archive->read(archive->find("short/hidden_states"), scratch);
  std::vector<float> expected(view.size());
  copy_to_f32(view, expected);
  const ModelSource source = ModelSource::open(folder);
  const auto tokenizer = Tokenizer::load(folder);
  const AlbertModel model(source, {.parts = kEncoderParts});
  ThreadPool threads(1);
  const auto layers = static_cast<std::size_t>(model.config().num_hidden_layers);
  const std::size_t size = expected.size() / (layers + 1);
  for (std::size_t layer = 0; layer <= layers; ++layer) {
    for (const int index : {static_cast<int>(layer), static_cast<int>(layer - layers - 1)}) {
      CAPTURE(index);
      const Embedder task(model, *tokenizer, {.layer = index, .token_vectors = true});
      Workspace workspace;
      const Embedding answer =
          task.embed(std::vector<std::string_view>{text}, workspace, threads).front();
      REQUIRE(answer.values.size() == size);
      CHECK(answer.tokens.size() * task.dimension() == size);
      double worst = 0;
      for (std::size_t i = 0; i < size; ++i) {
        worst = std::max(worst, std::abs(double{answer.values[i]} - expected[layer * size + i]));
      }
      CHECK(worst <= kTolerance);
    }
  }
}

}  // namespace
