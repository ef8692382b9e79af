#include <cmath>
#include <vector>

#include <doctest/doctest.h>

#include "albert/kernels/isa.h"
#include "kernels/ops.h"
#include "random.h"

TEST_CASE("LayerNorm divides by the population deviation with eps inside the root, in place too") {
  using namespace albert;
  ThreadPool threads(2);
  for (const std::string_view isa : available_isas()) {
    for (const std::size_t cols : {1, 2, 16, 24, 33, 100}) {
      for (const double eps : {1e-12, 1e-3}) {
        const std::size_t rows = 40;
        std::vector<float> x = test::random_floats(rows * cols, cols);
        const std::vector<float> gain = test::random_floats(cols, 1);
        const std::vector<float> bias = test::random_floats(cols, 2);
        std::vector<double> expected;
        for (std::size_t r = 0; r < rows; ++r) {
          double mean = 0;
          double variance = 0;
          for (std::size_t j = 0; j < cols; ++j) mean += x[r * cols + j];
          mean /= static_cast<double>(cols);
          for (std::size_t j = 0; j < cols; ++j) variance += std::pow(x[r * cols + j] - mean, 2);
          variance /= static_cast<double>(cols);
          for (std::size_t j = 0; j < cols; ++j) {
            expected.push_back((x[r * cols + j] - mean) / std::sqrt(variance + eps) * gain[j] +
                               bias[j]);
          }
        }
        kernels::layer_norm(kernels::kernel_table(isa), {x.data(), rows, cols, cols}, gain, bias,
                            eps, {x.data(), rows, cols, cols}, threads);
        double worst = 0;
        for (std::size_t i = 0; i < x.size(); ++i) {
          const double difference = std::abs(x[i] - expected[i]);
          if (!(difference <= worst)) worst = difference;
        }
        CAPTURE(isa);
        CAPTURE(cols);
        CHECK(worst < 2e-5);
      }
    }
  }
}
