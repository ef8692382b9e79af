#include <cmath>
#include <vector>

#include <doctest/doctest.h>

#include "albert/base/tensor.h"
#include "albert/kernels/isa.h"
#include "train/kernels/ops.h"
#include "unit/kernels/random.h"

namespace {

using namespace albert;
using train::DenseGradient;

constexpr std::size_t kInputs = 70;

double rounded(float value, ComputeType type) {
  return type == ComputeType::bf16 ? bf16_to_f32(f32_to_bf16(value)) : value;
}

/// Two layers side by side in dy.
struct Problem {
  std::size_t tokens;
  std::vector<std::size_t> outputs = {64, 35};
  std::vector<float> x;
  std::vector<float> dy;

  explicit Problem(std::size_t count)
      : tokens(count),
        x(test::random_floats(count * kInputs, 1)),
        dy(test::random_floats(count * columns(), 2)) {}

  std::size_t columns() const { return outputs[0] + outputs[1]; }

  /// Gradients of all weights, then those of all biases, added to ones.
  std::vector<float> accumulate(std::string_view isa, ComputeType type, int thread_count) const {
    std::vector<float> result(columns() * kInputs + columns(), 1.0f);
    float* const biases = result.data() + columns() * kInputs;
    const std::vector<DenseGradient> gradients = {
        {result.data(), biases, outputs[0]},
        {result.data() + outputs[0] * kInputs, biases + outputs[0], outputs[1]}};
    ThreadPool threads(thread_count);
    train::Scratch scratch;
    train::accumulate_dense(train::train_kernels(isa), type,
                            {dy.data(), tokens, columns(), columns()},
                            {x.data(), tokens, kInputs, kInputs}, gradients, scratch, threads);
    return result;
  }

  /// Largest difference from a double-precision reference.
  double worst_error(const std::vector<float>& result, ComputeType type) const {
    double worst = 0;
    for (std::size_t j = 0; j < columns(); ++j) {
      double bias = 1;
      for (std::size_t t = 0; t < tokens; ++t) bias += dy[t * columns() + j];
      worst = std::max(worst, std::abs(result[columns() * kInputs + j] - bias));
      for (std::size_t k = 0; k < kInputs; ++k) {
        double sum = 1;
        for (std::size_t t = 0; t < tokens; ++t) {
          sum += rounded(dy[t * columns() + j], type) * rounded(x[t * kInputs + k], type);
        }
        const double error = std::abs(result[j * kInputs + k] - sum);
        if (!(error <= worst)) worst = error;
      }
    }
    return worst;
  }
};

}  // namespace

TEST_CASE("gradients of weights equal a double-precision reference, with any threads") {
  for (const std::size_t tokens : {1, 31, 64, 67, 550}) {
    const Problem problem(tokens);
    for (const std::string_view isa : available_isas()) {
      for (const ComputeType type : {ComputeType::f32, ComputeType::bf16}) {
        CAPTURE(isa);
        CAPTURE(to_string(type));
        CAPTURE(tokens);
        const std::vector<float> result = problem.accumulate(isa, type, 1);
        CHECK(problem.worst_error(result, type) < 1e-4);
        CHECK(problem.accumulate(isa, type, 5) == result);
      }
    }
  }
}
