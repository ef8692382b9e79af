#include "albert/tasks/pooling.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "albert/base/error.h"

namespace albert {
namespace {

constexpr double kShortest = 1e-12;

double dot(std::span<const float> a, std::span<const float> b) noexcept {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += double{a[i]} * b[i];
  return sum;
}

/// Σ weight(i)·rows[i] / divisor(Σ weight(i))
template <typename Weight, typename Divisor>
void weighted_sum(std::span<const float> rows, Weight weight, Divisor divisor,
                  std::span<float> pooled) {
  const std::size_t size = pooled.size();
  std::vector<double> sums(size);
  double weights = 0;
  for (std::size_t i = 0; i * size < rows.size(); ++i) {
    const double scale = weight(i);
    weights += scale;
    const float* row = rows.data() + i * size;
    for (std::size_t j = 0; j < size; ++j) sums[j] += scale * row[j];
  }
  const double by = divisor(weights);
  for (std::size_t j = 0; j < size; ++j) pooled[j] = static_cast<float>(sums[j] / by);
}

double activate(DenseActivation activation, double x) noexcept {
  switch (activation) {
    case DenseActivation::identity:
      return x;
    case DenseActivation::tanh:
      return std::tanh(x);
    case DenseActivation::relu:
      return std::max(x, 0.0);
    case DenseActivation::gelu:
      return 0.5 * x * (1 + std::erf(x / std::numbers::sqrt2));
    case DenseActivation::sigmoid:
      return 1 / (1 + std::exp(-x));
  }
  return x;
}

}  // namespace

void pool_tokens(std::span<const float> rows, Pooling mode, std::span<float> pooled) {
  const std::size_t size = pooled.size();
  const auto one = [](std::size_t) { return 1.0; };
  const auto itself = [](double weights) { return weights; };
  switch (mode) {
    case Pooling::cls:
      std::ranges::copy(rows.first(size), pooled.begin());
      return;
    case Pooling::last_token:
      std::ranges::copy(rows.last(size), pooled.begin());
      return;
    case Pooling::max:
      std::ranges::copy(rows.first(size), pooled.begin());
      for (std::size_t i = size; i < rows.size(); ++i) {
        pooled[i % size] = std::max(pooled[i % size], rows[i]);
      }
      return;
    case Pooling::mean:
      return weighted_sum(rows, one, itself, pooled);
    case Pooling::mean_sqrt_len:
      return weighted_sum(
          rows, one, [](double weights) { return std::sqrt(weights); }, pooled);
    case Pooling::weighted_mean:
      return weighted_sum(
          rows, [](std::size_t i) { return static_cast<double>(i + 1); }, itself, pooled);
    case Pooling::pooler:
      break;
  }
  throw Error(ErrorCode::usage, "the pooler is not a pooling of token vectors");
}

void apply_dense(const DenseModule& dense, std::span<const float> x, std::span<float> y) noexcept {
  for (std::size_t j = 0; j < dense.outputs; ++j) {
    const double sum =
        dense.bias[j] + dot(std::span(dense.weight).subspan(j * dense.inputs, dense.inputs), x);
    y[j] = static_cast<float>(activate(dense.activation, sum));
  }
}

void normalize(std::span<float> vector) noexcept {
  const double length = std::max(std::sqrt(dot(vector, vector)), kShortest);
  for (float& x : vector) x = static_cast<float>(x / length);
}

double cosine(std::span<const float> a, std::span<const float> b) noexcept {
  const double lengths = std::sqrt(dot(a, a)) * std::sqrt(dot(b, b));
  return lengths == 0 ? 0 : std::clamp(dot(a, b) / lengths, -1.0, 1.0);
}

}  // namespace albert
