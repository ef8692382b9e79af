// Gradients against central differences of a double-precision model, for every sharing strategy:
// also those that no other implementation has.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "albert/base/error.h"
#include "albert/kernels/isa.h"
#include "albert/model/random_weights.h"
#include "albert/train/data/random.h"
#include "base/aligned_array.h"
#include "support/reference_model.h"
#include "train/model/network.h"

namespace {

using namespace albert;

constexpr double kStep = 1e-5;
constexpr double kTolerance = 2e-4;  // of the largest gradient looked at in the tensor
constexpr std::size_t kSamples = 6;  // parameters per tensor

AlbertConfig tiny(ParameterSharing sharing, std::int64_t groups, Activation activation) {
  AlbertConfig config;
  config.vocab_size = 37;
  config.embedding_size = 6;
  config.hidden_size = 20;
  config.num_hidden_layers = 3;
  config.num_hidden_groups = groups;
  config.num_attention_heads = 2;
  config.intermediate_size = 35;
  config.max_position_embeddings = 20;
  config.hidden_act = activation;
  config.initializer_range = 0.4;
  config.parameter_sharing = sharing;
  return config;
}

train::ExampleBatch examples() {
  train::ExampleBatch batch;
  train::Random random({7});
  for (const std::size_t length : {5, 17, 1}) {
    for (std::size_t t = 0; t < length; ++t) {
      if (t % 3 == 1) {
        batch.masked.push_back(static_cast<std::uint32_t>(batch.tokens()));
        batch.labels.push_back(static_cast<std::int32_t>(random.below(37)));
      }
      batch.input_ids.push_back(static_cast<std::int32_t>(1 + random.below(36)));
      batch.token_type_ids.push_back(t < length / 2 ? 0 : 1);
    }
    batch.starts.push_back(batch.tokens());
    batch.swapped.push_back(static_cast<std::uint8_t>(random.below(2)));
    batch.keys.push_back(random.next());
  }
  return batch;
}

void check(const AlbertConfig& config, std::string_view isa) {
  CAPTURE(isa);
  train::Network network(config, ComputeType::f32, isa);
  const train::ParameterLayout& layout = network.layout();
  AlignedArray<float> parameters(layout.size());
  AlignedArray<float> gradients(layout.size());
  std::fill_n(parameters.data(), layout.size(), 0.0f);
  std::fill_n(gradients.data(), layout.size(), 0.0f);
  train::Random random({11});
  for (std::size_t t = 0; t < layout.tensors(); ++t) {
    const auto tensor = layout.tensor(parameters.span(), t);
    initial_values(layout.catalogue().tensors()[t], config, 5, 0, tensor);
    // Nothing is exactly 0 or 1 any more.
    for (float& value : tensor) value += static_cast<float>(random.uniform() - 0.5) * 0.2f;
  }
  const train::ExampleBatch batch = examples();
  ThreadPool threads(2);
  network.pack(parameters.span(), threads);
  const train::Losses losses = network.backward(
      batch, {1.0f / static_cast<float>(batch.masked.size()), 1.0f / 3}, gradients.span(), threads);

  const test::ReferenceModel reference(config, layout, train::train_kernels(isa));
  std::vector<double> exact(parameters.data(), parameters.data() + layout.size());
  CHECK(losses.total() == doctest::Approx(reference.loss(exact, batch)).epsilon(1e-5));
  for (std::size_t t = 0; t < layout.tensors(); ++t) {
    const TensorSpec& spec = layout.catalogue().tensors()[t];
    if (spec.role == TensorRole::key_bias) continue;  // 0 but for rounding
    CAPTURE(spec.name);
    double scale = 0;
    double worst = 0;
    for (std::size_t i = 0; i < kSamples; ++i) {
      const std::size_t at = layout.offset(t) + random.below(layout.count(t));
      const double before = exact[at];
      exact[at] = before + kStep;
      const double above = reference.loss(exact, batch);
      exact[at] = before - kStep;
      const double below = reference.loss(exact, batch);
      exact[at] = before;
      const double expected = (above - below) / (2 * kStep);
      scale = std::max(scale, std::abs(expected));
      worst = std::max(worst, std::abs(expected - gradients.data()[at]));
    }
    CHECK(worst <= kTolerance * std::max(scale, 1e-3));
  }
}

}  // namespace

TEST_CASE("gradients equal central differences for every sharing strategy") {
  const AlbertConfig configs[] = {
      tiny(ParameterSharing::groups, 1, Activation::gelu_new),
      tiny(ParameterSharing::attention, 3, Activation::gelu),
      tiny(ParameterSharing::ffn, 3, Activation::gelu_new),
      tiny(ParameterSharing::groups, 3, Activation::gelu),
      tiny(ParameterSharing::attention, 2, Activation::relu),
  };
  for (const AlbertConfig& config : configs) {
    CAPTURE(to_string(config.parameter_sharing));
    CAPTURE(config.num_hidden_groups);
    for (const std::string_view isa : available_isas()) check(config, isa);
  }
}

TEST_CASE("so they do with dropout, which the reference applies where Google's code does") {
  AlbertConfig config = tiny(ParameterSharing::groups, 1, Activation::gelu_new);
  struct Probabilities {
    double hidden;
    double attention;
  };
  for (const Probabilities p : {Probabilities{0.3, 0.0}, {0.0, 0.4}, {0.2, 0.2}}) {
    CAPTURE(p.hidden);
    CAPTURE(p.attention);
    config.hidden_dropout_prob = p.hidden;
    config.attention_probs_dropout_prob = p.attention;
    for (const std::string_view isa : available_isas()) check(config, isa);
  }
}

TEST_CASE("dropout zeroes its share, keeps the mean, and repeats by key on every set") {
  const train::Dropout dropout(0.25);
  std::vector<float> first;
  for (const std::string_view isa : available_isas()) {
    std::vector<float> values;
    for (std::size_t token = 0; token < 400; ++token) {
      std::vector<float> row(101, 1.0f);
      train::train_kernels(isa).drop(dropout, train::DropoutKey{9, 3}.row(token), row.data(),
                                     row.size());
      values.insert(values.end(), row.begin(), row.end());
    }
    const auto zeros = static_cast<double>(std::count(values.begin(), values.end(), 0.0f));
    const auto count = static_cast<double>(values.size());
    CHECK(std::abs(zeros / count - 0.25) < 4 * std::sqrt(0.25 * 0.75 / count));
    CHECK(*std::max_element(values.begin(), values.end()) == doctest::Approx(1 / 0.75));
    if (first.empty()) first = values;
    CHECK(values == first);
  }
}

TEST_CASE("every available set has training kernels; any other name is refused") {
  for (const std::string_view isa : available_isas()) {
    CHECK_NOTHROW(train::train_kernels(isa));
  }
  CHECK_THROWS_AS(train::train_kernels("new"), Error);
}
