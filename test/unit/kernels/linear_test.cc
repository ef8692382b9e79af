#include <cmath>
#include <cstring>
#include <vector>

#include <doctest/doctest.h>

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

  LinearWeight pack(std::string_view isa, ThreadPool& threads) const {
    const DenseSource source[] = {{w, b}};
    return LinearWeight(kernel_table(isa), inputs, source, threads);
  }
};

}  // namespace

TEST_CASE("products of odd shapes equal a double-precision reference, on every set") {
  ThreadPool threads(2);
  for (const std::string_view isa : available_isas()) {
    for (const std::size_t m : {1, 2, 7, 14, 15, 29, 100}) {
      for (const std::size_t k : {1, 3, 16, 61}) {
        for (const std::size_t n : {1, 2, 31, 32, 33, 70}) {
          const Problem problem(m, k, n);
          const LinearWeight weight = problem.pack(isa, threads);
          const auto pointwise = static_cast<Pointwise>((m + k + n) % 5);
          std::vector<float> y(m * n, NAN);
          linear({problem.x.data(), m, k, k}, weight, {pointwise, problem.residual.data(), n},
                 {y.data(), m, n, n}, threads);
          double worst = 0;  // as a fraction of the error that rounding may cause
          for (std::size_t i = 0; i < m; ++i) {
            for (std::size_t j = 0; j < n; ++j) {
              double sum = problem.b[j];
              double magnitude = std::abs(sum);
              for (std::size_t l = 0; l < k; ++l) {
                const double term =
                    static_cast<double>(problem.x[i * k + l]) * problem.w[j * k + l];
                sum += term;
                magnitude += std::abs(term);
              }
              const double expected = reference(pointwise, sum) + problem.residual[i * n + j];
              const double allowed = static_cast<double>(k + 2) * 0x1p-24 * magnitude +
                                     1e-6 * (1 + std::abs(expected));
              const double difference = std::abs(y[i * n + j] - expected) / allowed;
              if (!(difference <= worst)) worst = difference;
            }
          }
          CAPTURE(isa);
          CAPTURE(m);
          CAPTURE(k);
          CAPTURE(n);
          CHECK(worst < 1);
        }
      }
    }
  }
}

TEST_CASE("a row's result is the same to the bit alone, among others, and with any threads") {
  const Problem problem(63, 50, 75);
  for (const std::string_view isa : available_isas()) {
    ThreadPool one(1);
    ThreadPool many(5);
    const LinearWeight weight = problem.pack(isa, one);
    std::vector<float> together(63 * 75);
    std::vector<float> apart(63 * 75);
    linear({problem.x.data(), 63, 50, 50}, weight, {Pointwise::gelu}, {together.data(), 63, 75, 75},
           many);
    for (std::size_t row = 0; row < 63; ++row) {
      linear({problem.x.data() + row * 50, 1, 50, 50}, weight, {Pointwise::gelu},
             {apart.data() + row * 75, 1, 75, 75}, one);
    }
    CHECK(std::memcmp(together.data(), apart.data(), together.size() * sizeof(float)) == 0);
  }
}

TEST_CASE("pointwise functions behave at the ends of the range") {
  ThreadPool threads(1);
  const std::vector<float> x = {-1e30f, -100, -20, -5, -1e-3f, 0, 1e-3f, 5, 20, 100, 1e30f};
  const std::vector<float> one = {1};
  const std::vector<float> none = {0};
  const DenseSource source[] = {{one, none}};
  for (const std::string_view isa : available_isas()) {
    const LinearWeight identity(kernel_table(isa), 1, source, threads);
    for (const Pointwise pointwise :
         {Pointwise::gelu, Pointwise::gelu_new, Pointwise::relu, Pointwise::tanh}) {
      std::vector<float> y(x.size());
      linear({x.data(), x.size(), 1, 1}, identity, {pointwise}, {y.data(), x.size(), 1, 1},
             threads);
      for (std::size_t i = 0; i < x.size(); ++i) {
        const double expected = reference(pointwise, x[i]);
        CAPTURE(isa);
        CAPTURE(x[i]);
        CHECK(std::abs(y[i] - expected) <= 1e-6 * std::max(1.0, std::abs(expected)));
      }
    }
  }
}
