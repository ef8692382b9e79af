#include <algorithm>
#include <cmath>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "albert/kernels/isa.h"
#include "kernels/ops.h"
#include "random.h"

namespace {

using namespace albert;
using namespace albert::kernels;
using albert::test::random_floats;

constexpr std::size_t kRows = 37, kHidden = 70, kInner = 100;

struct Ffn {
  std::vector<float> x = random_floats(kRows * kHidden, 1);
  std::vector<float> up = random_floats(kInner * kHidden, 2);
  std::vector<float> up_bias = random_floats(kInner, 3);
  std::vector<float> down = random_floats(kHidden * kInner, 4);
  std::vector<float> down_bias = random_floats(kHidden, 5);

  /// With chunks that start at these inner columns.
  std::vector<FfnChunk> pack(std::string_view isa, ComputeType type,
                             const std::vector<std::size_t>& firsts, ThreadPool& threads) const {
    const std::vector<float> zeros(kHidden);
    std::vector<FfnChunk> chunks;
    for (std::size_t c = 0; c < firsts.size(); ++c) {
      const std::size_t end = c + 1 < firsts.size() ? firsts[c + 1] : kInner;
      const std::size_t count = end - firsts[c];
      const DenseSource up_rows = {
          .weight = std::span(up).subspan(firsts[c] * kHidden, count * kHidden),
          .bias = std::span(up_bias).subspan(firsts[c], count)};
      const DenseSource down_columns = {
          .weight = down, .bias = c == 0 ? down_bias : zeros, .first_input = firsts[c]};
      chunks.push_back({{kernel_table(isa), type, kHidden, {&up_rows, 1}, threads},
                        {kernel_table(isa), type, count, {&down_columns, 1}, threads}});
    }
    return chunks;
  }

  std::vector<float> run(std::span<const FfnChunk> chunks, std::size_t rows,
                         ThreadPool& threads) const {
    std::vector<float> y(rows * kHidden, NAN);
    OpScratch scratch;
    ffn({x.data(), rows, kHidden, kHidden}, chunks, Pointwise::gelu_new,
        {y.data(), rows, kHidden, kHidden}, scratch, threads);
    return y;
  }

  std::vector<double> reference() const {
    std::vector<double> y;
    for (std::size_t i = 0; i < kRows; ++i) {
      std::vector<double> inner(up_bias.begin(), up_bias.end());
      for (std::size_t j = 0; j < kInner; ++j) {
        for (std::size_t k = 0; k < kHidden; ++k) {
          inner[j] += static_cast<double>(x[i * kHidden + k]) * up[j * kHidden + k];
        }
      }
      for (std::size_t k = 0; k < kHidden; ++k) {
        y.push_back(static_cast<double>(x[i * kHidden + k]) + down_bias[k]);
        for (std::size_t j = 0; j < kInner; ++j) {
          const double u = std::sqrt(2 / M_PI) * (inner[j] + 0.044715 * std::pow(inner[j], 3));
          y.back() += 0.5 * inner[j] * (1 + std::tanh(u)) * down[k * kInner + j];
        }
      }
    }
    return y;
  }
};

/// Root mean square of the difference, relative to that of the values.
double relative_error(const std::vector<float>& values, const std::vector<double>& expected) {
  double difference = 0;
  double size = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    difference += std::pow(values[i] - expected[i], 2);
    size += std::pow(expected[i], 2);
  }
  return std::sqrt(difference / size);
}

double allowed_error(ComputeType type) {
  switch (type) {
    case ComputeType::f32:
      return 1e-6;
    case ComputeType::bf16:
      return 5e-3;
    case ComputeType::int8:
      return 2e-2;
    case ComputeType::bf16x3:
      return 1e-5;
  }
  return 0;
}

}  // namespace

TEST_CASE("an FFN in one chunk or several equals a double-precision reference") {
  const Ffn ffn;
  const std::vector<double> expected = ffn.reference();
  ThreadPool threads(2);
  ThreadPool alone(1);
  for (const std::string_view isa : available_isas()) {
    for (const auto& [type, name] : named_values(ComputeType{})) {
      for (const std::vector<std::size_t>& firsts :
           {std::vector<std::size_t>{0}, std::vector<std::size_t>{0, 64},
            std::vector<std::size_t>{0, 33, 65}}) {
        const std::vector<FfnChunk> chunks = ffn.pack(isa, type, firsts, threads);
        const std::vector<float> y = ffn.run(chunks, kRows, threads);
        CAPTURE(isa);
        CAPTURE(name);
        CHECK(relative_error(y, expected) < allowed_error(type));
        const std::vector<float> first = ffn.run(chunks, 1, alone);
        CHECK(std::equal(first.begin(), first.end(), y.begin()));
      }
    }
  }
}
