#include "convert/element_stream.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include <doctest/doctest.h>

#include "albert/base/error.h"

namespace {

using namespace albert;

// A matrix larger than a piece of the stream, with an odd number of columns.
constexpr std::size_t kRows = 1031;
constexpr std::size_t kColumns = 2053;

std::vector<float> numbers() {
  std::vector<float> values(kRows * kColumns);
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = static_cast<float>(i % 4099) / 512.0f - 3.5f;
  }
  return values;
}

TensorView matrix_of(const std::vector<float>& values) {
  return {DType::f32, {kRows, kColumns}, std::as_bytes(std::span(values))};
}

template <typename T>
struct Collector {
  std::vector<T> values;
  void operator()(std::span<const std::byte> bytes) {
    const std::size_t before = values.size();
    values.resize(before + bytes.size() / sizeof(T));
    std::memcpy(values.data() + before, bytes.data(), bytes.size());
  }
};

}  // namespace

TEST_CASE("a stream rounds every element once, whatever the pieces") {
  const auto values = numbers();
  Collector<float> same;
  convert::stream(matrix_of(values), DType::f32, same);
  CHECK(same.values == values);

  Collector<std::uint16_t> half, brain;
  convert::stream(matrix_of(values), DType::f16, half);
  convert::stream(matrix_of(values), DType::bf16, brain);
  REQUIRE(half.values.size() == values.size());
  REQUIRE(brain.values.size() == values.size());
  bool all = true;
  for (std::size_t i = 0; i < values.size(); ++i) {
    all &= half.values[i] == f32_to_f16(values[i]) && brain.values[i] == f32_to_bf16(values[i]);
  }
  CHECK(all);

  Collector<float> widened;
  convert::stream({DType::f16, {kRows, kColumns}, std::as_bytes(std::span(half.values))},
                  DType::f32, widened);
  all = widened.values.size() == values.size();
  for (std::size_t i = 0; i < values.size(); ++i) {
    all &= widened.values[i] == f16_to_f32(half.values[i]);
  }
  CHECK(all);
}

TEST_CASE("a transposed stream is the transpose") {
  const auto values = numbers();
  Collector<float> transposed;
  convert::stream_transposed(matrix_of(values), DType::f32, transposed);
  REQUIRE(transposed.values.size() == values.size());
  bool all = true;
  for (std::size_t r = 0; r < kRows; ++r) {
    for (std::size_t c = 0; c < kColumns; ++c) {
      all &= transposed.values[c * kRows + r] == values[r * kColumns + c];
    }
  }
  CHECK(all);
}

TEST_CASE("int8 rows: half a step off at most, zero rows and tiny rows stay what they are") {
  std::vector<float> values = {1, -2, 0.5f, 0, 0, 0, 1e-44f, 0, -1e-44f, 254, 1, -3};
  Collector<std::int8_t> numbers;
  const auto scales = convert::stream_quantised(
      {DType::f32, {4, 3}, std::as_bytes(std::span(values))}, "w", numbers);
  REQUIRE(scales.size() == 4);
  CHECK(scales[1] == 0);
  CHECK(scales[3] == 2);
  CHECK(numbers.values ==
        std::vector<std::int8_t>{64, -127, 32, 0, 0, 0, 127, 0, -127, 127, 0, -2});
  for (std::size_t i = 0; i < values.size(); ++i) {
    const float back = static_cast<float>(numbers.values[i]) * scales[i / 3];
    CHECK(std::abs(back - values[i]) <= scales[i / 3] * 0.5001f + 1e-43f);
  }
  values[4] = std::numeric_limits<float>::infinity();
  CHECK_THROWS_WITH_AS(convert::stream_quantised(
                           {DType::f32, {4, 3}, std::as_bytes(std::span(values))}, "w", numbers),
                       doctest::Contains("w: holds a value"), Error);
}
