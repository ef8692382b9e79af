#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <span>
#include <tuple>
#include <vector>

#include <doctest/doctest.h>

#include "albert/base/tensor.h"
#include "albert/kernels/isa.h"
#include "kernels/ops.h"
#include "random.h"

namespace {

using namespace albert;
using namespace albert::kernels;
using albert::test::random_floats;

double reference(Pointwise pointwise, double x) {
  switch (pointwise) {
    case Pointwise::none:
      return x;
    case Pointwise::gelu:
      return 0.5 * x * (1 + std::erf(x / std::sqrt(2.0)));
    case Pointwise::gelu_new:
      return 0.5 * x * (1 + std::tanh(std::sqrt(2 / M_PI) * (x + 0.044715 * x * x * x)));
    case Pointwise::relu:
      return x > 0 ? x : 0;
    case Pointwise::tanh:
      return std::tanh(x);
  }
  return NAN;
}

struct Problem {
  std::size_t rows, inputs, outputs;
  std::vector<float> x, w, b, residual;

  Problem(std::size_t m, std::size_t k, std::size_t n)
      : rows(m),
        inputs(k),
        outputs(n),
        x(random_floats(m * k, m + k)),
        w(random_floats(n * k, n + 7)),
        b(random_floats(n, 3)),
        residual(random_floats(m * n, 5)) {}

  LinearWeight pack(std::string_view isa, ComputeType type, ThreadPool& threads) const {
    const DenseSource source[] = {{w, b}};
    return LinearWeight(kernel_table(isa), type, inputs, source, threads);
  }
};

}  // namespace

namespace {

/// What a number format makes of the operands before they are multiplied, in double precision: the
/// product of these, summed in f32, is what the kernels must give.
std::vector<double> rounded(std::span<const float> row, ComputeType type) {
  std::vector<double> values;
  float most = 0;
  for (const float value : row) most = std::max(most, std::abs(value));
  for (const float value : row) {
    switch (type) {
      case ComputeType::f32:
      case ComputeType::bf16x3:
        values.push_back(value);
        break;
      case ComputeType::bf16:
        values.push_back(bf16_to_f32(f32_to_bf16(value)));
        break;
      case ComputeType::int8:
        values.push_back(most > 0 ? std::nearbyint(value * (127 / most)) * (most / 127) : 0);
        break;
    }
  }
  return values;
}

/// Largest error of a product with everything in the epilogue, as a fraction of what rounding of
/// the sums allows.
double worst_error(const Problem& problem, std::string_view isa, ComputeType type,
                   Pointwise pointwise) {
  const auto [m, k, n] = std::tuple(problem.rows, problem.inputs, problem.outputs);
  ThreadPool threads(2);
  OpScratch scratch;
  std::vector<float> y(m * n, NAN);
  linear(ConstMatrix{problem.x.data(), m, k, k}, problem.pack(isa, type, threads),
         {.pointwise = pointwise, .residual = {problem.residual.data(), m, n, n}},
         Matrix{y.data(), m, n, n}, scratch, threads);
  double worst = 0;
  for (std::size_t j = 0; j < n; ++j) {
    const auto w = rounded(std::span(problem.w).subspan(j * k, k), type);
    for (std::size_t i = 0; i < m; ++i) {
      const auto x = rounded(std::span(problem.x).subspan(i * k, k), type);
      double sum = problem.b[j];
      double magnitude = std::abs(sum);
      for (std::size_t l = 0; l < k; ++l) {
        sum += x[l] * w[l];
        magnitude += std::abs(x[l] * w[l]);
      }
      const double expected = reference(pointwise, sum) + problem.residual[i * n + j];
      // bf16x3: what the sum of two bf16 leaves out of both operands, and the product left out.
      const double split = type == ComputeType::bf16x3 ? 3 * 0x1p-18 : 0;
      const double allowed = (static_cast<double>(k + 4) * 0x1p-24 + split) * magnitude +
                             1e-6 * (1 + std::abs(expected));
      const double error = std::abs(y[i * n + j] - expected) / allowed;
      if (!(error <= worst)) worst = error;
    }
  }
  return worst;
}

}  // namespace

TEST_CASE("products of odd shapes equal a double-precision reference, on every set and format") {
  for (const std::string_view isa : available_isas()) {
    for (const auto& [type, name] : named_values(ComputeType{})) {
      for (const std::size_t m : {1, 2, 7, 14, 15, 29}) {
        for (const std::size_t k : {1, 2, 3, 5, 16, 61, 64, 67, 300}) {
          for (const std::size_t n : {1, 31, 32, 33, 70}) {
            CAPTURE(isa);
            CAPTURE(name);
            CAPTURE(m);
            CAPTURE(k);
            CAPTURE(n);
            CHECK(worst_error(Problem(m, k, n), isa, type,
                              static_cast<Pointwise>((m + k + n) % 5)) < 1);
          }
        }
      }
    }
  }
}

TEST_CASE("weights and rows of zeros give exactly the bias in every format") {
  Problem problem(3, 20, 5);
  std::fill_n(problem.x.begin(), 20, 0.0f);  // the first row
  std::fill_n(problem.w.begin(), 20, 0.0f);  // the first output
  for (const std::string_view isa : available_isas()) {
    for (const auto& [type, name] : named_values(ComputeType{})) {
      ThreadPool threads(1);
      OpScratch scratch;
      std::vector<float> y(15);
      linear(ConstMatrix{problem.x.data(), 3, 20, 20}, problem.pack(isa, type, threads), {},
             Matrix{y.data(), 3, 5, 5}, scratch, threads);
      for (std::size_t j = 0; j < 5; ++j) CHECK(y[j] == problem.b[j]);
      for (std::size_t i = 0; i < 3; ++i) CHECK(y[i * 5] == problem.b[0]);
    }
  }
}

TEST_CASE("int8 numbers give the same bits as their floats, in every format") {
  constexpr std::size_t kRows = 5, kInputs = 67, kOutputs = 70;
  const Problem problem(kRows, kInputs, kOutputs);
  std::vector<std::int8_t> numbers;
  std::vector<float> scales, floats;
  for (std::size_t n = 0; n < kOutputs; ++n) {
    scales.push_back(std::ldexp(1.0f, -static_cast<int>(n % 9)));  // so that no product rounds
    for (std::size_t k = 0; k < kInputs; ++k) {
      const auto number = static_cast<int>((31 * n + 17 * k) % 255) - 127;
      numbers.push_back(static_cast<std::int8_t>(k == n % kInputs ? 127 : number));
      floats.push_back(static_cast<float>(numbers.back()) * scales.back());
    }
  }
  for (const std::string_view isa : available_isas()) {
    for (const auto& [type, name] : named_values(ComputeType{})) {
      ThreadPool threads(2);
      OpScratch scratch;
      const auto product = [&](const DenseSource& source) {
        const LinearWeight weight(kernel_table(isa), type, kInputs, {&source, 1}, threads);
        std::vector<float> y(kRows * kOutputs);
        linear(ConstMatrix{problem.x.data(), kRows, kInputs, kInputs}, weight, {},
               Matrix{y.data(), kRows, kOutputs, kOutputs}, scratch, threads);
        return y;
      };
      CAPTURE(isa);
      CAPTURE(name);
      CHECK(product({{}, problem.b, {numbers, scales}}) == product({floats, problem.b}));
    }
  }
}

TEST_CASE("a row's result is the same to the bit alone, among others, and with any threads") {
  const Problem problem(63, 50, 75);
  for (const std::string_view isa : available_isas()) {
    for (const auto& [type, name] : named_values(ComputeType{})) {
      ThreadPool one(1);
      ThreadPool many(5);
      OpScratch scratch;
      const LinearWeight weight = problem.pack(isa, type, one);
      std::vector<float> together(63 * 75);
      std::vector<float> apart(63 * 75);
      linear(ConstMatrix{problem.x.data(), 63, 50, 50}, weight, {Pointwise::gelu},
             Matrix{together.data(), 63, 75, 75}, scratch, many);
      for (std::size_t row = 0; row < 63; ++row) {
        linear(ConstMatrix{problem.x.data() + row * 50, 1, 50, 50}, weight, {Pointwise::gelu},
               Matrix{apart.data() + row * 75, 1, 75, 75}, scratch, one);
      }
      CHECK(std::memcmp(together.data(), apart.data(), together.size() * sizeof(float)) == 0);
    }
  }
}

TEST_CASE("products that are written as rows of bf16 are those in f32, rounded") {
  const Problem problem(70, 90, 170);
  const ConstMatrix x = {problem.x.data(), problem.rows, problem.inputs, problem.inputs};
  ThreadPool threads(2);
  OpScratch scratch;
  ScratchRows memory;
  for (const std::string_view isa : available_isas()) {
    for (const auto& [type, name] : named_values(ComputeType{})) {
      for (const Pointwise pointwise : {Pointwise::none, Pointwise::gelu}) {
        const LinearWeight weight = problem.pack(isa, type, threads);
        std::vector<float> floats(problem.rows * problem.outputs);
        linear(x, weight, {pointwise},
               Matrix{floats.data(), problem.rows, problem.outputs, problem.outputs}, scratch,
               threads);
        const Rows rounded = memory.shape(problem.rows, problem.outputs, RowFormat::bf16);
        linear(x, weight, {pointwise}, rounded, scratch, threads);
        std::size_t different = 0;
        for (std::size_t i = 0; i < problem.rows; ++i) {
          const auto* row = reinterpret_cast<const std::uint16_t*>(rounded.row(i));
          for (std::size_t j = 0; j < problem.outputs; ++j) {
            different += row[j] != f32_to_bf16(floats[i * problem.outputs + j]);
          }
          for (std::size_t j = problem.outputs; j % 32 != 0; ++j) different += row[j] != 0;
        }
        CAPTURE(isa);
        CAPTURE(name);
        CHECK(different == 0);
      }
    }
  }
}

TEST_CASE("pointwise functions behave at the ends of the range") {
  ThreadPool threads(1);
  const std::vector<float> x = {-1e30f, -100, -20, -5, -1e-3f, 0, 1e-3f, 5, 20, 100, 1e30f};
  const std::vector<float> one = {1};
  const std::vector<float> none = {0};
  OpScratch scratch;
  const DenseSource source[] = {{one, none}};
  for (const std::string_view isa : available_isas()) {
    const LinearWeight identity(kernel_table(isa), ComputeType::f32, 1, source, threads);
    for (const Pointwise pointwise :
         {Pointwise::gelu, Pointwise::gelu_new, Pointwise::relu, Pointwise::tanh}) {
      std::vector<float> y(x.size());
      linear(ConstMatrix{x.data(), x.size(), 1, 1}, identity, {pointwise},
             Matrix{y.data(), x.size(), 1, 1}, scratch, threads);
      for (std::size_t i = 0; i < x.size(); ++i) {
        const double expected = reference(pointwise, x[i]);
        CAPTURE(isa);
        CAPTURE(x[i]);
        CHECK(std::abs(y[i] - expected) <= 1e-6 * std::max(1.0, std::abs(expected)));
      }
    }
  }
}
