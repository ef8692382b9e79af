// Every case of every golden model, on every instruction set of this machine: hidden states of all
// layers, pooler, SOP logits, MLM logits at the masks and their fingerprint at every position.
#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "albert/io/safetensors.h"
#include "albert/kernels/isa.h"
#include "albert/model/albert_model.h"
#include "support/shared.h"

namespace {

using namespace albert;

constexpr double kHiddenTolerance = 5e-5;
constexpr double kLogitTolerance = 2e-4;
const char* const kModels[] = {"tiny-shared", "tiny-groups2", "tiny-inner2", "tiny-unshared",
                               "tiny-zh"};

/// The tensors of one golden case, by name.
struct Case {
  std::map<std::string, Shape> shapes;
  std::map<std::string, std::vector<float>> values;

  bool has(const std::string& name) const { return values.contains(name); }
  std::vector<std::int32_t> ints(const std::string& name) const {
    const std::vector<float>& from = values.at(name);
    return {from.begin(), from.end()};
  }
};

std::map<std::string, Case> read_cases(const std::filesystem::path& file) {
  std::map<std::string, Case> cases;
  const auto archive = open_safetensors(file);
  std::vector<std::byte> scratch;
  for (std::size_t i = 0; i < archive->entries().size(); ++i) {
    const TensorEntry& entry = archive->entries()[i];
    const std::size_t slash = entry.name.find('/');
    const TensorView view = archive->read(i, scratch);
    std::vector<float> values(view.size());
    copy_to_f32(view, values);
    Case& golden = cases[entry.name.substr(0, slash)];
    golden.shapes[entry.name.substr(slash + 1)] = entry.shape;
    golden.values[entry.name.substr(slash + 1)] = std::move(values);
  }
  return cases;
}

/// What a golden case feeds to the model.
struct GoldenBatch {
  std::vector<std::int32_t> ids, types, positions;
  std::vector<std::uint8_t> mask;
  std::vector<std::size_t> starts;
  std::size_t sequences, length;

  explicit GoldenBatch(const Case& golden)
      : ids(golden.ints("input_ids")),
        types(golden.ints("token_type_ids")),
        sequences(static_cast<std::size_t>(golden.shapes.at("input_ids")[0])),
        length(static_cast<std::size_t>(golden.shapes.at("input_ids")[1])) {
    if (golden.has("position_ids")) positions = golden.ints("position_ids");
    for (const std::int32_t value : golden.ints("attention_mask")) {
      mask.push_back(static_cast<std::uint8_t>(value));
    }
    for (std::size_t b = 0; b <= sequences; ++b) starts.push_back(b * length);
  }
  TokenBatch view() const { return {ids, types, starts, positions, mask}; }
};

/// Largest difference over rows of `width`, where `rows` says which count.
double worst(std::span<const float> ours, std::span<const float> theirs, std::size_t width,
             const std::vector<std::uint8_t>& counts) {
  REQUIRE(ours.size() == theirs.size());
  REQUIRE(ours.size() == counts.size() * width);
  double largest = 0;
  for (std::size_t i = 0; i < ours.size(); ++i) {
    if (counts[i / width] == 0) continue;
    const double difference = std::abs(static_cast<double>(ours[i]) - theirs[i]);
    if (!(difference <= largest)) largest = difference;  // NaN sticks
  }
  return largest;
}

std::vector<std::size_t> best(std::span<const float> logits, std::size_t count) {
  std::vector<std::size_t> order(logits.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(),
                    [&](std::size_t a, std::size_t b) { return logits[a] > logits[b]; });
  order.resize(count);
  return order;
}

double log_sum_exp(std::span<const float> logits) {
  const double highest = *std::max_element(logits.begin(), logits.end());
  double sum = 0;
  for (const float logit : logits) sum += std::exp(logit - highest);
  return highest + std::log(sum);
}

void check_case(const AlbertModel& model, const Case& golden, ThreadPool& threads) {
  const auto hidden_size = static_cast<std::size_t>(model.config().hidden_size);
  const auto vocab_size = static_cast<std::size_t>(model.config().vocab_size);
  const GoldenBatch batch(golden);
  const std::size_t sequences = batch.sequences;
  const std::size_t length = batch.length;
  const std::vector<std::uint8_t>& mask = batch.mask;
  REQUIRE(model.check(batch.view()).empty());

  Workspace workspace;
  std::size_t layers_seen = 0;
  const auto observer = [&](std::size_t layer, std::span<const float> hidden) {
    CHECK(layer == layers_seen++);
    if (!golden.has("hidden_states")) return;
    const std::vector<float>& all = golden.values.at("hidden_states");
    const std::span<const float> expected(all.data() + layer * hidden.size(), hidden.size());
    CHECK(worst(hidden, expected, hidden_size, mask) < kHiddenTolerance);
  };
  const auto hidden = model.forward(batch.view(), workspace, threads, observer);
  CHECK(layers_seen == static_cast<std::size_t>(model.config().num_hidden_layers) + 1);
  CHECK(worst(hidden, golden.values.at("last_hidden_state"), hidden_size, mask) < kHiddenTolerance);

  std::vector<float> first_rows;
  for (std::size_t b = 0; b < sequences; ++b) {
    const float* row = hidden.data() + b * length * hidden_size;
    first_rows.insert(first_rows.end(), row, row + hidden_size);
  }
  std::vector<float> pooled(first_rows.size());
  std::vector<float> sop(sequences * 2);
  model.pool(first_rows, pooled, workspace, threads);
  model.head_logits(Component::sop_head, pooled, sop, workspace, threads);
  const std::vector<std::uint8_t> all_sequences(sequences, 1);
  CHECK(worst(pooled, golden.values.at("pooler_output"), hidden_size, all_sequences) <
        kHiddenTolerance);
  CHECK(worst(sop, golden.values.at("sop_logits"), 2, all_sequences) < kHiddenTolerance);

  std::vector<float> logits(hidden.size() / hidden_size * vocab_size);
  model.mlm_logits(hidden, logits, workspace, threads);
  const std::vector<float>& sums = golden.values.at("mlm_logsumexp");
  const auto row_of = [&](std::size_t row) {
    return std::span<const float>(logits).subspan(row * vocab_size, vocab_size);
  };
  for (std::size_t row = 0; row < mask.size(); ++row) {
    if (mask[row] == 0) continue;
    CHECK(std::abs(log_sum_exp(row_of(row)) - sums[row]) < kLogitTolerance);
    const auto expected = static_cast<std::size_t>(golden.values.at("mlm_argmax")[row]);
    CHECK(best(row_of(row), 1)[0] == expected);
  }
  if (!golden.has("mask_positions")) return;
  const auto places = golden.ints("mask_positions");
  for (std::size_t i = 0; i < places.size() / 2; ++i) {
    const auto row = static_cast<std::size_t>(places[2 * i]) * length +
                     static_cast<std::size_t>(places[2 * i + 1]);
    const std::span<const float> expected(
        golden.values.at("mlm_logits_at_masks").data() + i * vocab_size, vocab_size);
    CHECK(worst(row_of(row), expected, vocab_size, {1}) < kLogitTolerance);
    CHECK(best(row_of(row), 10) == best(expected, 10));
  }
}

}  // namespace

namespace {

/// Runs every case of `models` below `goldens` on every instruction set.
void check_models(const std::filesystem::path& goldens, std::span<const char* const> models,
                  std::size_t expected_cases) {
  ThreadPool threads(2);
  for (const std::string_view isa : available_isas()) {
    std::size_t cases_run = 0;
    for (const char* name : models) {
      const AlbertModel model =
          AlbertModel::load(goldens / "models" / name, {.threads = &threads, .isa = isa});
      CHECK(model.isa() == isa);
      const auto cases =
          read_cases(goldens / "model_outputs" / (std::string(name) + ".outputs.safetensors"));
      for (const auto& test : cases) {
        CAPTURE(isa);
        CAPTURE(name);
        CAPTURE(test.first);
        check_case(model, test.second, threads);
        ++cases_run;
      }
    }
    CHECK(cases_run == expected_cases);
  }
}

}  // namespace

TEST_CASE("every golden case of every model, on every instruction set") {
  if (!albert::test::need_shared("golden models", "goldens/model_outputs")) return;
  check_models(albert::test::shared_dir() / "goldens", kModels, 75);
}

TEST_CASE("the golden cases that the project carries, on every instruction set") {
  check_models(albert::test::fixtures_dir() / "golden", std::span(kModels).subspan(1, 2), 7);
}

namespace {

/// Root mean square of the difference of last hidden states over that of the golden ones, over all
/// attended tokens of all cases of a model.
double hidden_error(const std::filesystem::path& goldens, const char* name, std::string_view isa,
                    ComputeType type, ThreadPool& threads) {
  const AlbertModel model = AlbertModel::load(
      goldens / "models" / name, {.threads = &threads, .isa = isa, .compute_type = type});
  const auto size = static_cast<std::size_t>(model.config().hidden_size);
  Workspace workspace;
  double error = 0;
  double total = 0;
  for (const auto& [title, golden] :
       read_cases(goldens / "model_outputs" / (std::string(name) + ".outputs.safetensors"))) {
    const GoldenBatch batch(golden);
    const auto hidden = model.forward(batch.view(), workspace, threads);
    const std::vector<float>& expected = golden.values.at("last_hidden_state");
    for (std::size_t i = 0; i < hidden.size(); ++i) {
      if (batch.mask[i / size] == 0) continue;
      error += std::pow(static_cast<double>(hidden[i]) - expected[i], 2);
      total += std::pow(expected[i], 2);
    }
  }
  return std::sqrt(error / total);
}

}  // namespace

TEST_CASE("reduced formats stay within their documented distance of the goldens") {
  // docs/numerics.md: the golden models' weights are ten times a trained model's, which makes them
  // a hard case.
  ThreadPool threads(2);
  for (const std::string_view isa : available_isas()) {
    for (const char* name : std::span(kModels).subspan(1, 2)) {
      const auto goldens = albert::test::fixtures_dir() / "golden";
      CAPTURE(isa);
      CAPTURE(name);
      CHECK(hidden_error(goldens, name, isa, ComputeType::bf16, threads) < 0.008);
      CHECK(hidden_error(goldens, name, isa, ComputeType::int8, threads) < 0.025);
      CHECK(hidden_error(goldens, name, isa, ComputeType::bf16x3, threads) < 1.2e-5);
    }
  }
}
