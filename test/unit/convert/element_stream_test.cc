#include "convert/element_stream.h"

#include <atomic>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include <doctest/doctest.h>

#include "albert/base/error.h"

namespace {

using namespace albert;
using convert::Orientation;

// A matrix larger than a block of the stream, with an odd number of columns.
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
  explicit Collector(std::size_t size) : values(size) {}
  std::vector<T> values;
  void operator()(std::size_t offset, std::span<const std::byte> bytes) {
    REQUIRE(offset + bytes.size() <= values.size() * sizeof(T));
    std::memcpy(reinterpret_cast<std::byte*>(values.data()) + offset, bytes.data(), bytes.size());
  }
};

}  // namespace

TEST_CASE("a stream rounds every element once, for any block size") {
  const auto values = numbers();
  ThreadPool threads(3);
  Collector<float> same(values.size());
  convert::stream(matrix_of(values), Orientation::as_stored, DType::f32, threads, same);
  CHECK(same.values == values);

  Collector<std::uint16_t> half(values.size()), brain(values.size());
  convert::stream(matrix_of(values), Orientation::as_stored, DType::f16, threads, half);
  convert::stream(matrix_of(values), Orientation::as_stored, DType::bf16, threads, brain);
  bool all = true;
  for (std::size_t i = 0; i < values.size(); ++i) {
    all &= half.values[i] == f32_to_f16(values[i]) && brain.values[i] == f32_to_bf16(values[i]);
  }
  CHECK(all);

  Collector<float> widened(values.size());
  convert::stream({DType::f16, {kRows, kColumns}, std::as_bytes(std::span(half.values))},
                  Orientation::as_stored, DType::f32, threads, widened);
  for (std::size_t i = 0; i < values.size(); ++i) {
    all &= widened.values[i] == f16_to_f32(half.values[i]);
  }
  CHECK(all);
}

TEST_CASE("a transposed stream is the transpose") {
  const auto values = numbers();
  ThreadPool threads(3);
  Collector<float> transposed(values.size());
  convert::stream(matrix_of(values), Orientation::transposed, DType::f32, threads, transposed);
  bool all = true;
  for (std::size_t r = 0; r < kRows; ++r) {
    for (std::size_t c = 0; c < kColumns; ++c) {
      all &= transposed.values[c * kRows + r] == values[r * kColumns + c];
    }
  }
  CHECK(all);
}

TEST_CASE("int8 rows: error of at most half a step, zero and tiny rows are exact") {
  std::vector<float> values = {1, -2, 0.5f, 0, 0, 0, 1e-44f, 0, -1e-44f, 254, 1, -3};
  Collector<std::int8_t> numbers(values.size());
  ThreadPool threads(1);
  const TensorView matrix = {DType::f32, {4, 3}, std::as_bytes(std::span(values))};
  const auto scales =
      convert::stream_quantized(matrix, Orientation::as_stored, "w", threads, numbers);
  REQUIRE(scales.size() == 4);
  CHECK(scales[1] == 0);
  CHECK(scales[3] == 2);
  CHECK(numbers.values ==
        std::vector<std::int8_t>{64, -127, 32, 0, 0, 0, 127, 0, -127, 127, 0, -2});
  for (std::size_t i = 0; i < values.size(); ++i) {
    const float back = static_cast<float>(numbers.values[i]) * scales[i / 3];
    CHECK(std::abs(back - values[i]) <= scales[i / 3] * 0.5001f + 1e-43f);
  }
  // The stored transpose gives the same.
  std::vector<float> transposed(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) transposed[i % 3 * 4 + i / 3] = values[i];
  Collector<std::int8_t> again(values.size());
  CHECK(convert::stream_quantized({DType::f32, {3, 4}, std::as_bytes(std::span(transposed))},
                                  Orientation::transposed, "w", threads, again) == scales);
  CHECK(again.values == numbers.values);

  values[4] = std::numeric_limits<float>::infinity();
  CHECK_THROWS_WITH_AS(
      convert::stream_quantized(matrix, Orientation::as_stored, "w", threads, numbers),
      doctest::Contains("w: holds a value"), Error);
}

TEST_CASE("an exception of a sink ends the stream and is passed on") {
  const std::vector<float> values(8 << 20);
  ThreadPool threads(2);
  std::atomic<int> calls = 0;
  const auto sink = [&](std::size_t, std::span<const std::byte>) {
    ++calls;
    throw Error(ErrorCode::io, "disk full");
  };
  CHECK_THROWS_WITH_AS(convert::stream({DType::f32, {8 << 20}, std::as_bytes(std::span(values))},
                                       Orientation::as_stored, DType::f32, threads, sink),
                       "disk full", Error);
  CHECK(calls >= 1);
  CHECK(calls <= 2);
}
