#include "albert/tasks/layer_changes.h"

#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "albert/base/error.h"
#include "number_tokenizer.h"
#include "support/shared.h"

namespace {

using namespace albert;

struct Setup {
  ThreadPool threads{2};
  AlbertModel model = AlbertModel::load(test::fixtures_dir() / "golden" / "models" / "tiny-inner2");
  test::NumberTokenizer tokenizer{4000};
  Workspace workspace;

  std::vector<LayerChanges> measure(const std::vector<std::string>& texts,
                                    LayerMeterOptions options = {}) {
    std::vector<TextInput> inputs;
    inputs.reserve(texts.size());
    for (const std::string& text : texts) inputs.push_back({text});
    return LayerMeter(model, tokenizer, options).measure(inputs, workspace, threads);
  }
};

bool same(const LayerChanges& a, const LayerChanges& b) {
  if (a.tokens != b.tokens || a.sums.size() != b.sums.size()) return false;
  for (std::size_t i = 0; i < a.sums.size(); ++i) {
    if (a.sums[i].l2 != b.sums[i].l2 || a.sums[i].cosine != b.sums[i].cosine ||
        a.sums[i].angle_degrees != b.sums[i].angle_degrees) {
      return false;
    }
  }
  return true;
}

TEST_CASE("changes have the same bits in any batch") {
  Setup setup;
  std::vector<std::string> texts;
  for (int i = 0; i < 30; ++i) {
    std::string text = std::to_string(100 + i);
    for (int n = 0; n < i * 31 % 19; ++n) text += " " + std::to_string(300 + n * i);
    texts.push_back(text);
  }
  for (const std::size_t batch_tokens : {1U, 64U, 100000U}) {
    const auto together = setup.measure(texts, {.batch_tokens = batch_tokens});
    for (std::size_t i = 0; i < texts.size(); ++i) {
      CHECK(same(together[i], setup.measure({texts[i]}).front()));
    }
  }
}

TEST_CASE("changes are those of the hidden states, token by token") {
  Setup setup;
  const LayerChanges changes = setup.measure({"10 11"}).front();
  const auto layers = static_cast<std::size_t>(setup.model.config().num_hidden_layers);
  const auto size = static_cast<std::size_t>(setup.model.config().hidden_size);
  REQUIRE(changes.tokens == 4);
  REQUIRE(changes.sums.size() == layers);
  const Encoding encoding = setup.tokenizer.encode("10 11");
  const std::vector<std::size_t> starts = {0, 4};
  std::vector<std::vector<float>> states;
  setup.model.forward({encoding.input_ids, encoding.token_type_ids, starts}, setup.workspace,
                      setup.threads, [&](std::size_t, std::span<const float> hidden) {
                        states.emplace_back(hidden.begin(), hidden.end());
                      });
  for (std::size_t layer = 0; layer < layers; ++layer) {
    double l2 = 0;
    double angle = 0;
    for (std::size_t token = 0; token < 4; ++token) {
      double difference = 0;
      double product = 0;
      double squares[2] = {};
      for (std::size_t j = token * size; j < (token + 1) * size; ++j) {
        const double x = states[layer][j];
        const double y = states[layer + 1][j];
        difference += (x - y) * (x - y);
        product += x * y;
        squares[0] += x * x;
        squares[1] += y * y;
      }
      l2 += std::sqrt(difference) / 4;
      angle += std::acos(product / std::sqrt(squares[0] * squares[1])) / 4;
    }
    CHECK(changes.means()[layer].l2 == doctest::Approx(l2));
    CHECK(changes.means()[layer].angle_degrees == doctest::Approx(angle * 180 / std::numbers::pi));
  }
}

TEST_CASE("long texts are windows that do not overlap, or cut") {
  Setup setup;
  const LayerChanges whole =
      setup.measure({"7 8 9 10 11 12"}, {.window = {.tokens = 5, .overlap = 0}}).front();
  LayerChanges parts;
  for (const LayerChanges& part : setup.measure({"7 8 9", "10 11 12"})) parts.add(part);
  CHECK(same(whole, parts));
  const LayerChanges cut =
      setup.measure({"7 8 9 10 11 12"}, {.truncate = true, .window = {.tokens = 5, .overlap = 0}})
          .front();
  CHECK(same(cut, setup.measure({"7 8 9"}).front()));
}

}  // namespace
