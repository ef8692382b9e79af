// The layer statistics of every golden text of every model, on every instruction set.
#include <cmath>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "albert/base/mapped_file.h"
#include "albert/kernels/isa.h"
#include "albert/tasks/layer_changes.h"
#include "support/shared.h"

namespace {

using namespace albert;
using nlohmann::json;

constexpr double kTolerance = 1e-4;
const char* const kModels[] = {"tiny-shared", "tiny-groups2", "tiny-inner2", "tiny-unshared",
                               "tiny-zh"};

/// The texts of a case, one after the other.
std::vector<std::string> texts_of(const json& text) {
  std::vector<std::string> texts;
  if (text.is_string()) texts.push_back(text);
  if (text.is_array()) {
    for (const json& one : text) texts.push_back(one);
  }
  return texts;
}

/// The case's records: a text, a pair, or a batch of either. Nothing for a case made of ids.
std::vector<std::vector<std::string>> records_of(const std::string& name, const json& golden) {
  std::vector<std::vector<std::string>> records;
  const json& text = golden.at("text");
  if (!name.starts_with("batch")) {
    if (text.is_string() || text.is_array()) records.push_back(texts_of(text));
    return records;
  }
  for (const json& one : text) records.push_back(texts_of(one));
  return records;
}

LayerChanges measure(const LayerMeter& meter, const std::vector<std::vector<std::string>>& records,
                     ThreadPool& threads) {
  std::vector<TextInput> inputs;
  inputs.reserve(records.size());
  for (const std::vector<std::string>& record : records) {
    inputs.push_back({record.front(), record.size() > 1 ? std::optional<std::string_view>(record[1])
                                                        : std::nullopt});
  }
  Workspace workspace;
  LayerChanges all;
  for (const LayerChanges& changes : meter.measure(inputs, workspace, threads)) {
    REQUIRE(changes.good());
    all.add(changes);
  }
  return all;
}

TEST_CASE("layer statistics are the reference's") {
  for (const std::string name : kModels) {
    CAPTURE(name);
    if (!test::need_shared("layer statistics: " + name, "goldens/models/" + name)) continue;
    const auto goldens = test::shared_dir() / "goldens";
    const ModelSource source = ModelSource::open(goldens / "models" / name);
    const auto tokenizer = Tokenizer::load(goldens / "models" / name);
    const json cases =
        json::parse(read_file(goldens / "model_outputs" / (name + ".json"))).at("cases");
    std::size_t checked = 0;
    for (const std::string_view isa : available_isas()) {
      CAPTURE(isa);
      ThreadPool threads(2);
      const AlbertModel model(source, {.threads = &threads, .isa = isa, .parts = kEncoderParts});
      const LayerMeter meter(model, *tokenizer, {.truncate = true});
      for (const auto& item : cases.items()) {
        CAPTURE(item.key());
        const json& golden = item.value();
        const auto records = records_of(item.key(), golden);
        if (records.empty() || !golden.contains("layer_stats")) continue;
        const LayerChanges changes = measure(meter, records, threads);
        const std::vector<LayerChange> means = changes.means();
        const json& stats = golden.at("layer_stats");
        REQUIRE(means.size() == stats.size());
        for (std::size_t i = 0; i < means.size(); ++i) {
          CAPTURE(i);
          CHECK(std::abs(means[i].l2 - stats[i].at("mean_l2").get<double>()) <= kTolerance);
          CHECK(std::abs(means[i].cosine - stats[i].at("mean_cos").get<double>()) <= kTolerance);
          CHECK(std::abs(means[i].angle_degrees - stats[i].at("mean_angle_deg").get<double>()) <=
                kTolerance);
        }
        ++checked;
      }
    }
    CHECK(checked >= 5 * available_isas().size());
  }
}

}  // namespace
