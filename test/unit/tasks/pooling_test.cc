#include "albert/tasks/pooling.h"

#include <cmath>
#include <vector>

#include <doctest/doctest.h>

#include "albert/base/error.h"

namespace {

using namespace albert;
using Vector = std::vector<float>;

// Three tokens of two numbers.
const Vector kRows = {1, -2, 5, 0, 3, 8};

Vector pool(Pooling mode) {
  Vector pooled(2);
  pool_tokens(kRows, mode, pooled);
  return pooled;
}

TEST_CASE("each pooling is what its name says") {
  CHECK(pool(Pooling::cls) == Vector{1, -2});
  CHECK(pool(Pooling::last_token) == Vector{3, 8});
  CHECK(pool(Pooling::max) == Vector{5, 8});
  CHECK(pool(Pooling::mean) == Vector{3, 2});
  CHECK(pool(Pooling::mean_sqrt_len) ==
        Vector{static_cast<float>(9 / std::sqrt(3.0)), static_cast<float>(6 / std::sqrt(3.0))});
  CHECK(pool(Pooling::weighted_mean) == Vector{20.0F / 6, 22.0F / 6});
  Vector pooled(2);
  CHECK_THROWS_AS(pool_tokens(kRows, Pooling::pooler, pooled), Error);
}

TEST_CASE("a dense module applies its activation to W·x + b") {
  DenseModule dense = {2, 1, {2, -1}, {0.5}, DenseActivation::identity};
  Vector y(1);
  const auto value = [&](DenseActivation activation, const Vector& x) {
    dense.activation = activation;
    apply_dense(dense, x, y);
    return y[0];
  };
  CHECK(value(DenseActivation::identity, {1, 4}) == -1.5F);
  CHECK(value(DenseActivation::relu, {1, 4}) == 0);
  CHECK(value(DenseActivation::relu, {4, 1}) == 7.5F);
  CHECK(value(DenseActivation::tanh, {1, 2}) == doctest::Approx(std::tanh(0.5)));
  CHECK(value(DenseActivation::sigmoid, {1, 2}) == doctest::Approx(0.6224593));
  CHECK(value(DenseActivation::gelu, {1, 4}) == doctest::Approx(-0.1002108));
}

TEST_CASE("a vector of length 0 stays, and is similar to nothing") {
  Vector zero = {0, 0};
  normalize(zero);
  CHECK(zero == Vector{0, 0});
  CHECK(cosine(zero, Vector{1, 0}) == 0);
  Vector long_one = {3, 4};
  normalize(long_one);
  CHECK(long_one == Vector{0.6F, 0.8F});
  CHECK(cosine(Vector{1, 2}, Vector{2, 4}) <= 1);
  CHECK(cosine(Vector{1, 2}, Vector{2, 4}) == doctest::Approx(1));
  CHECK(cosine(Vector{1, 2}, Vector{-2, 1}) == 0);
}

}  // namespace
