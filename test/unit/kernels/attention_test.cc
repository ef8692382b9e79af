#include <cmath>
#include <vector>

#include <doctest/doctest.h>

#include "albert/kernels/isa.h"
#include "attend.h"
#include "random.h"

namespace {

using namespace albert;

/// Softmax(Q·Kᵀ/√d)·V of rows [first, last) in double precision.
void reference(const std::vector<float>& qkv, const std::vector<std::uint8_t>& mask,
               std::size_t first, std::size_t last, std::size_t heads, std::size_t size,
               std::vector<double>& context) {
  const std::size_t hidden = heads * size;
  for (std::size_t h = 0; h < heads; ++h) {
    for (std::size_t i = first; i < last; ++i) {
      std::vector<double> weights;
      double sum = 0;
      for (std::size_t j = first; j < last; ++j) {
        double score = 0;
        for (std::size_t d = 0; d < size; ++d) {
          score += static_cast<double>(qkv[i * 3 * hidden + h * size + d]) *
                   qkv[j * 3 * hidden + hidden + h * size + d];
        }
        weights.push_back(mask[j] != 0 ? std::exp(score / std::sqrt(static_cast<double>(size)))
                                       : 0);
        sum += weights.back();
      }
      for (std::size_t d = 0; d < size; ++d) {
        double mean = 0;
        for (std::size_t j = first; j < last; ++j) {
          mean += weights[j - first] * qkv[j * 3 * hidden + 2 * hidden + h * size + d];
        }
        context[i * hidden + h * size + d] = mean / sum;
      }
    }
  }
}

}  // namespace

TEST_CASE("attention of ragged, masked sequences equals a double-precision reference") {
  const std::vector<std::size_t> starts = {0, 1, 3, 20, 20, 90, 123};  // one of them empty
  const std::size_t tokens = starts.back();
  ThreadPool threads(3);
  for (const std::size_t size : {1, 8, 24, 40, 64}) {
    const std::size_t heads = 3;
    const std::size_t hidden = heads * size;
    const std::vector<float> qkv = test::random_floats(tokens * 3 * hidden, size);
    std::vector<std::uint8_t> mask(tokens, 1);
    for (std::size_t t = 5; t < tokens; t += 3) mask[t] = 0;  // holes and left padding
    std::vector<double> expected(tokens * hidden);
    for (std::size_t b = 0; b + 1 < starts.size(); ++b) {
      reference(qkv, mask, starts[b], starts[b + 1], heads, size, expected);
    }
    for (const std::string_view isa : available_isas()) {
      for (const ComputeType type : {ComputeType::f32, ComputeType::bf16, ComputeType::int8}) {
        const std::vector<float> context =
            test::attend(isa, type, qkv, starts, mask, heads, size, threads);
        double worst = 0;
        for (std::size_t i = 0; i < context.size(); ++i) {
          const double difference = std::abs(context[i] - expected[i]);
          if (!(difference <= worst)) worst = difference;
        }
        CAPTURE(isa);
        CAPTURE(to_string(type));
        CAPTURE(size);
        // bf16 keeps 8 bits: scores, weights and values (all of size 1) are each off by 2⁻⁹.
        CHECK(worst < (type == ComputeType::f32 ? 2e-6 : 3 * 0x1p-9));
      }
    }
  }
}

TEST_CASE("a sequence whose keys are all masked gives the mean of its values") {
  const std::vector<float> qkv = test::random_floats(5 * 24, 1);
  const std::vector<std::uint8_t> mask(5, 0);
  const std::vector<std::size_t> starts = {0, 5};
  ThreadPool threads(1);
  for (const std::string_view isa : available_isas()) {
    for (const ComputeType type : {ComputeType::f32, ComputeType::bf16}) {
      const std::vector<float> context = test::attend(isa, type, qkv, starts, mask, 1, 8, threads);
      for (std::size_t d = 0; d < 8; ++d) {
        float mean = 0;
        for (std::size_t t = 0; t < 5; ++t) mean += qkv[t * 24 + 16 + d] / 5;
        for (std::size_t t = 0; t < 5; ++t) CHECK(std::abs(context[t * 8 + d] - mean) < 0.01f);
      }
    }
  }
}
