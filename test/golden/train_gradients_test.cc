// Losses and the gradient of every parameter against the reference implementation, on every
// instruction set of this machine.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "albert/io/safetensors.h"
#include "albert/io/tensor_archive.h"
#include "albert/kernels/isa.h"
#include "base/aligned_array.h"
#include "support/shared.h"
#include "support/train_example.h"
#include "train/model/network.h"
#include "train/model/weights_file.h"

namespace {

using namespace albert;

constexpr double kLossTolerance = 1e-4;      // relative
constexpr double kGradientTolerance = 1e-4;  // of the tensor's L2 norm, and of its largest element

constexpr double kBf16LossTolerance = 1e-2;
constexpr double kBf16Tolerance = 0.15;  // of the L2 norm of the whole gradient
constexpr double kBf16TensorTolerance = 0.3;

struct Gradients {
  train::Losses losses;
  AlignedArray<float> values;
};

Gradients compute(train::Network& network, std::span<const float> parameters,
                  const train::ExampleBatch& batch, ThreadPool& threads) {
  Gradients result = {.losses = {}, .values = AlignedArray<float>(network.layout().size())};
  std::fill_n(result.values.data(), result.values.size(), 0.0f);
  network.pack(parameters, threads);
  const train::LossScale scale = {.mlm = 1.0f / static_cast<float>(batch.masked.size()),
                                  .sop = 1.0f / static_cast<float>(batch.sequences())};
  result.losses = network.backward(batch, scale, result.values.span(), threads);
  return result;
}

double norm_of(std::span<const float> values) {
  double sum = 0;
  for (const float value : values) sum += static_cast<double>(value) * value;
  return std::sqrt(sum);
}

void compare(std::span<const float> ours, std::span<const float> theirs) {
  REQUIRE(ours.size() == theirs.size());
  double difference = 0, worst = 0, largest = 0;
  for (std::size_t i = 0; i < ours.size(); ++i) {
    const double d = std::abs(static_cast<double>(ours[i]) - theirs[i]);
    difference += d * d;
    if (!(d <= worst)) worst = d;  // NaN sticks
    largest = std::max(largest, std::abs(static_cast<double>(theirs[i])));
  }
  CHECK(std::sqrt(difference) <= kGradientTolerance * norm_of(theirs));
  CHECK(worst <= kGradientTolerance * largest);
}

/// Rounded operands turn the gradient as a whole by 1 to 13 %, the same on every instruction
/// set; single tensors whose gradient is a small difference of large sums by more.
void check_bf16(const AlbertConfig& config, std::string_view isa, std::span<const float> parameters,
                const test::GoldenExample& golden, const Gradients& exact) {
  ThreadPool threads(2);
  train::Network network(config, ComputeType::bf16, isa);
  const Gradients rounded = compute(network, parameters, golden.batch, threads);
  CHECK(rounded.losses.mlm_loss() == doctest::Approx(golden.mlm_loss).epsilon(kBf16LossTolerance));
  CHECK(rounded.losses.sop_loss() == doctest::Approx(golden.sop_loss).epsilon(kBf16LossTolerance));
  const train::ParameterLayout& layout = network.layout();
  std::vector<float> difference(layout.size());
  for (std::size_t i = 0; i < layout.size(); ++i) {
    difference[i] = rounded.values.data()[i] - exact.values.data()[i];
  }
  CHECK(norm_of(difference) <= kBf16Tolerance * norm_of(exact.values.span()));
  for (std::size_t t = 0; t < layout.tensors(); ++t) {
    const TensorSpec& spec = layout.catalogue().tensors()[t];
    if (spec.role == TensorRole::key_bias) continue;  // 0 but for rounding
    CAPTURE(spec.name);
    CHECK(norm_of(layout.tensor(std::span<const float>(difference), t)) <=
          kBf16TensorTolerance * norm_of(layout.tensor(exact.values.span(), t)));
  }
}

void check_model(const std::filesystem::path& folder, const std::filesystem::path& json,
                 const std::filesystem::path& gradients) {
  CAPTURE(json);
  const AlbertConfig config = load_config(folder / "config.json");
  const test::GoldenExample golden = test::read_training_example(json);
  const auto archive = open_safetensors(folder / "model.safetensors");
  const auto expected = open_safetensors(gradients);
  std::vector<std::byte> scratch;
  ThreadPool threads(2);
  for (const std::string_view isa : available_isas()) {
    CAPTURE(isa);
    train::Network network(config, ComputeType::f32, isa);
    const train::ParameterLayout& layout = network.layout();
    AlignedArray<float> parameters(layout.size());
    train::read_parameters(layout, *archive, "", parameters.span());
    const Gradients ours = compute(network, parameters.span(), golden.batch, threads);
    CHECK(ours.losses.mlm_loss() == doctest::Approx(golden.mlm_loss).epsilon(kLossTolerance));
    CHECK(ours.losses.sop_loss() == doctest::Approx(golden.sop_loss).epsilon(kLossTolerance));
    CHECK(expected->entries().size() == layout.tensors());
    for (std::size_t t = 0; t < layout.tensors(); ++t) {
      const std::string& name = layout.catalogue().tensors()[t].name;
      CAPTURE(name);
      const std::size_t index = expected->find(name);
      REQUIRE(index != TensorArchive::npos);
      std::vector<float> theirs(layout.count(t));
      copy_to_f32(expected->read(index, scratch), theirs);
      const TensorSpec& spec = layout.catalogue().tensors()[t];
      if (spec.role == TensorRole::key_bias) {
        // The same shift of all keys changes no attention weight: this gradient is 0 but for
        // rounding, in the reference too. Its scale is that of the key weight's.
        const std::size_t weight = layout.catalogue().find(TensorRole::key_weight, spec.block);
        const double scale = norm_of(layout.tensor(ours.values.span(), weight));
        CHECK(norm_of(layout.tensor(ours.values.span(), t)) <= 1e-6 * scale);
        CHECK(norm_of(theirs) <= 1e-6 * scale);
        continue;
      }
      compare(layout.tensor(ours.values.span(), t), theirs);
    }

    check_bf16(config, isa, parameters.span(), golden, ours);
    ThreadPool one(1);
    const Gradients alone = compute(network, parameters.span(), golden.batch, one);
    CHECK(std::equal(alone.values.data(), alone.values.data() + alone.values.size(),
                     ours.values.data()));
  }
}

}  // namespace

TEST_CASE("gradients of the models that the project carries equal the reference's") {
  const auto fixtures = test::fixtures_dir();
  for (const std::string name : {"tiny-groups2", "tiny-inner2"}) {
    check_model(fixtures / "golden" / "models" / name, fixtures / "train" / (name + ".json"),
                fixtures / "train" / (name + ".gradients.safetensors"));
  }
}

TEST_CASE("gradients of all golden models equal the reference's") {
  if (!test::need_shared("golden gradients", "goldens/model_outputs")) return;
  const auto goldens = test::shared_dir() / "goldens";
  for (const std::string name :
       {"tiny-shared", "tiny-groups2", "tiny-inner2", "tiny-unshared", "tiny-zh"}) {
    check_model(goldens / "models" / name, goldens / "model_outputs" / (name + ".json"),
                goldens / "model_outputs" / (name + ".gradients.safetensors"));
  }
}
