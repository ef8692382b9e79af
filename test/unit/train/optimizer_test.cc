// Optimizer steps against a double-precision reference that follows the papers' formulas.
#include "train/optimizer/optimizer.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <doctest/doctest.h>

#include "albert/base/error.h"
#include "albert/train/data/random.h"
#include "albert/train/run/finetuning.h"
#include "train/optimizer/moving_average.h"
#include "train/optimizer/rate_factors.h"

namespace {

using namespace albert;

AlbertConfig small() {
  AlbertConfig config;
  config.vocab_size = 3000;  // one tensor of several ranges
  config.embedding_size = 16;
  config.hidden_size = 24;
  config.num_hidden_layers = 2;
  config.num_attention_heads = 2;
  config.intermediate_size = 40;
  config.max_position_embeddings = 12;
  return config;
}

/// One tensor in double precision.
struct Reference {
  std::vector<double> w, m, v;

  void step(const train::OptimizerOptions& o, const std::vector<double>& g, double rate, int t,
            bool decays) {
    std::vector<double> update(w.size());
    double w_square = 0, update_square = 0;
    for (std::size_t i = 0; i < w.size(); ++i) {
      m[i] = o.beta1 * m[i] + (1 - o.beta1) * g[i];
      v[i] = o.beta2 * v[i] + (1 - o.beta2) * g[i] * g[i];
      const bool lamb = o.rule == "lamb";
      const double first = lamb ? m[i] : m[i] / (1 - std::pow(o.beta1, t));
      const double second = lamb ? v[i] : v[i] / (1 - std::pow(o.beta2, t));
      update[i] = first / (std::sqrt(second) + o.epsilon);
      if (decays) update[i] += o.weight_decay * w[i];
      w_square += w[i] * w[i];
      update_square += update[i] * update[i];
    }
    double ratio = 1;
    if (o.rule == "lamb" && decays && w_square > 0 && update_square > 0) {
      ratio = std::sqrt(w_square) / std::sqrt(update_square);
    }
    for (std::size_t i = 0; i < w.size(); ++i) w[i] -= rate * ratio * update[i];
  }
};

void check(const char* rule) {
  const train::OptimizerOptions options = {.rule = rule, .beta2 = 0.98};
  const train::ParameterLayout layout(small(), kPretrainingParts);
  std::vector<float> parameters(layout.size(), 0.0f);
  std::vector<float> gradients(layout.size(), 0.0f);
  std::vector<Reference> references;
  train::Random random({3});
  const std::size_t untouched = 2;  // a tensor of zeros with zero gradient: no step, no NaN
  for (std::size_t t = 0; t < layout.tensors(); ++t) {
    for (float& w : layout.tensor(std::span(parameters), t)) {
      w = t == untouched ? 0.0f : static_cast<float>(random.uniform() - 0.4);
    }
    const auto tensor = layout.tensor(std::span(parameters), t);
    references.push_back({{tensor.begin(), tensor.end()},
                          std::vector<double>(tensor.size()),
                          std::vector<double>(tensor.size())});
  }
  train::Optimizer optimizer(layout, options);
  ThreadPool threads(2);
  for (int t = 1; t <= 5; ++t) {
    const double rate = 0.01 * t;
    const double scale = t == 3 ? 0.25 : 1.0;  // as clipping does
    double square = 0;
    for (std::size_t i = 0; i < layout.tensors(); ++i) {
      std::vector<double> exact;
      for (float& g : layout.tensor(std::span(gradients), i)) {
        g = i == untouched ? 0.0f : static_cast<float>(random.uniform() - 0.5);
        exact.push_back(scale * g);
        square += static_cast<double>(g) * g;
      }
      references[i].step(options, exact, rate, t, layout.catalogue().tensors()[i].weight_decay);
    }
    CHECK(optimizer.norm(gradients, threads) == doctest::Approx(std::sqrt(square)).epsilon(1e-12));
    optimizer.step(parameters, gradients, scale, rate, threads);
  }
  CHECK(optimizer.steps() == 5);
  double worst = 0;
  for (std::size_t t = 0; t < layout.tensors(); ++t) {
    const auto tensor = layout.tensor(std::span(parameters), t);
    for (std::size_t i = 0; i < tensor.size(); ++i) {
      const double difference = std::abs(references[t].w[i] - tensor[i]);
      if (!(difference <= worst)) worst = difference;  // NaN sticks
    }
  }
  CHECK(worst < 2e-6);
}

}  // namespace

TEST_CASE("LAMB steps equal the reference's") {
  check("lamb");
}

TEST_CASE("AdamW steps equal the reference's") {
  check("adamw");
}

TEST_CASE("layer-wise decay: heads 1, layers from the top, embeddings last") {
  AlbertConfig config = small();
  config.num_hidden_layers = 4;
  const auto factor = [&](TensorRole role, int block = 0) {
    const TensorCatalogue catalogue(config, kPretrainingParts);
    return train::layer_rate_factors(config, catalogue, 0.5).at(catalogue.find(role, block));
  };
  // One group: the factor of the topmost layer.
  CHECK(factor(TensorRole::pooler_weight) == 1.0f);
  CHECK(factor(TensorRole::mlm_dense_weight) == 1.0f);
  CHECK(factor(TensorRole::query_weight) == 0.5f);
  CHECK(factor(TensorRole::ffn_weight) == 0.5f);
  CHECK(factor(TensorRole::projection_weight) == 0.03125f);
  CHECK(factor(TensorRole::word_embeddings) == 0.03125f);
  // Two groups of two layers, with two blocks each.
  config.num_hidden_groups = 2;
  config.inner_group_num = 2;
  CHECK(factor(TensorRole::query_weight, 0) == 0.125f);
  CHECK(factor(TensorRole::query_weight, 1) == 0.125f);
  CHECK(factor(TensorRole::ffn_weight, 3) == 0.5f);
  // Independent FFNs, shared attention.
  config.inner_group_num = 1;
  config.num_hidden_groups = 4;
  config.parameter_sharing = ParameterSharing::attention;
  CHECK(factor(TensorRole::query_weight) == 0.5f);
  CHECK(factor(TensorRole::ffn_weight, 0) == 0.0625f);
  CHECK(factor(TensorRole::ffn_weight, 3) == 0.5f);
}

TEST_CASE("a rate factor multiplies the update of its tensor") {
  const train::ParameterLayout layout(small(), kPretrainingParts);
  for (const train::UpdateRule* rule : train::update_rules()) {
    std::vector<float> factors(layout.tensors(), 1.0f);
    factors[0] = 0.5f;
    factors[1] = 0.0f;
    const train::OptimizerOptions options = {.rule = std::string(rule->name)};
    train::Optimizer plain(layout, options);
    train::Optimizer scaled(layout, options, factors);
    std::vector<float> whole(layout.size(), 1.0f);
    std::vector<float> parts(layout.size(), 1.0f);
    std::vector<float> gradients(layout.size(), 0.25f);
    ThreadPool threads(1);
    plain.step(whole, gradients, 1, 0.01, threads);
    gradients.assign(layout.size(), 0.25f);
    scaled.step(parts, gradients, 1, 0.01, threads);
    for (std::size_t t = 0; t < layout.tensors(); ++t) {
      const float all = 1 - layout.tensor(std::span(whole), t)[0];
      const float some = 1 - layout.tensor(std::span(parts), t)[0];
      CAPTURE(layout.catalogue().tensors()[t].name);
      if (t > 1) CHECK(some == all);
      if (t <= 1) CHECK(some == doctest::Approx(factors[t] * all).epsilon(1e-4));
    }
  }
}

TEST_CASE("a step is the same for any number of threads") {
  const train::ParameterLayout layout(small(), kPretrainingParts);
  std::vector<std::vector<float>> results;
  for (const int count : {1, 2, 5}) {
    std::vector<float> parameters(layout.size(), 0.0f);
    std::vector<float> gradients(layout.size(), 0.0f);
    train::Random random({9});
    for (std::size_t t = 0; t < layout.tensors(); ++t) {
      for (float& w : layout.tensor(std::span(parameters), t))
        w = static_cast<float>(random.uniform());
      for (float& g : layout.tensor(std::span(gradients), t))
        g = static_cast<float>(random.uniform());
    }
    ThreadPool threads(count);
    train::Optimizer optimizer(layout, {});
    optimizer.step(parameters, gradients, 1.0, 0.1, threads);
    results.push_back(parameters);
  }
  CHECK(results[0] == results[1]);
  CHECK(results[0] == results[2]);
}

TEST_CASE("frozen tensors stay as they are and do not count in the norm") {
  const train::ParameterLayout layout(small(), kPretrainingParts);
  train::Optimizer optimizer(layout, {.rule = "adamw", .frozen = {"albert."}});
  ThreadPool threads(2);
  std::vector<float> parameters(layout.size(), 0.5f);
  std::vector<float> gradients(layout.size(), 0.0f);
  std::size_t trained = 0;
  for (std::size_t t = 0; t < layout.tensors(); ++t) {
    const auto tensor = layout.tensor(std::span(gradients), t);
    std::fill(tensor.begin(), tensor.end(), 1.0f);
    if (!layout.catalogue().tensors()[t].name.starts_with("albert.")) trained += tensor.size();
  }
  CHECK(optimizer.norm(gradients, threads) ==
        doctest::Approx(std::sqrt(static_cast<double>(trained))));
  optimizer.step(parameters, gradients, 1, 0.01, threads);
  for (std::size_t t = 0; t < layout.tensors(); ++t) {
    const bool frozen = layout.catalogue().tensors()[t].name.starts_with("albert.");
    CAPTURE(layout.catalogue().tensors()[t].name);
    for (const float w : layout.tensor(std::span(parameters), t)) {
      REQUIRE((w == 0.5f) == frozen);
    }
  }
}

TEST_CASE("freezing a missing tensor, or all tensors, is an error") {
  const train::ParameterLayout layout(small(), kPretrainingParts);
  CHECK_THROWS_WITH_AS(train::Optimizer(layout, {.frozen = {"bert."}}),
                       doctest::Contains("no tensor's name starts with 'bert.'"), Error);
  CHECK_THROWS_WITH_AS(train::Optimizer(layout, {.frozen = {""}}),
                       doctest::Contains("nothing to train"), Error);
}

TEST_CASE("the learning rate warms up and decays") {
  const train::RateSchedule schedule = {.rate = 1, .final_rate = 0.1, .warmup = 4, .steps = 10};
  CHECK(schedule.at(0) == doctest::Approx(0.25));
  CHECK(schedule.at(3) == doctest::Approx(1));
  CHECK(schedule.at(4) == doctest::Approx(1));
  CHECK(schedule.at(7) == doctest::Approx(0.55));
  CHECK(schedule.at(10) == doctest::Approx(0.1));
  CHECK(schedule.at(1000) == doctest::Approx(0.1));
  const train::RateSchedule square = {.rate = 1, .power = 2, .steps = 10};
  CHECK(square.at(5) == doctest::Approx(0.25));
}

TEST_CASE("every update rule is found by its name, and has a reference here") {
  for (const train::UpdateRule* rule : train::update_rules()) {
    CAPTURE(rule->name);
    CHECK(&train::update_rule(rule->name) == rule);
    CHECK(rule->default_rate > 0);
    CHECK_MESSAGE((rule->name == "lamb" || rule->name == "adamw"), "compare its steps too");
  }
  CHECK_THROWS_WITH_AS(train::update_rule("sgd"), doctest::Contains("unknown optimizer 'sgd'"),
                       Error);
}

TEST_CASE("the moving average follows its definition, and without decay there is none") {
  constexpr std::size_t kSize = 70'000;  // of two pieces
  ThreadPool threads(2);
  train::MovingAverage average(kSize, 0.5);
  std::vector<float> parameters(kSize, 3.0f);
  average.start(parameters);
  double expected = 3;
  for (const int step : {1, 2, 20, 21}) {
    std::ranges::fill(parameters, static_cast<float>(step));
    average.add(parameters, static_cast<std::uint64_t>(step), threads);
    const double decay = std::min(0.5, (1.0 + step) / (10.0 + step));
    expected = decay * expected + (1 - decay) * step;
    CHECK(average.values().front() == doctest::Approx(expected));
    CHECK(average.values().back() == average.values().front());
  }
  train::MovingAverage none(kSize, 0);
  none.start(parameters);
  none.add(parameters, 1, threads);
  CHECK(none.empty());
}

TEST_CASE("few texts with a label each are trained for more epochs by default") {
  using enum train::Task;
  CHECK(train::default_epochs(classify, 10'000) == 4);
  CHECK(train::default_epochs(classify, 200) == 4);
  CHECK(train::default_epochs(regress, 155) == 6);
  CHECK(train::default_epochs(choose, 70) == 12);
  CHECK(train::default_epochs(multi_label, 1) == 20);
  CHECK(train::default_epochs(tag, 1) == 4);
  CHECK(train::default_epochs(answer, 1) == 4);
}

TEST_CASE("the default rate of fine-tuning falls with the model's size from H 512 on") {
  const auto adamw = [](std::int64_t hidden) {
    return train::default_rate({.rule = "adamw"}, hidden);
  };
  CHECK(adamw(128) == doctest::Approx(2e-4));
  CHECK(adamw(512) == doctest::Approx(2e-4));
  CHECK(adamw(768) == doctest::Approx(1.089e-4).epsilon(1e-3));
  CHECK(adamw(2048) == doctest::Approx(2.5e-5));
  CHECK(train::default_rate({.rule = "lamb"}, 512) == doctest::Approx(3.52e-3));
}
