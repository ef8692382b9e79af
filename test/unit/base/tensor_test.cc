#include "albert/base/tensor.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include <doctest/doctest.h>

TEST_CASE("every finite f16 survives a round trip through f32") {
  for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
    const auto half = static_cast<std::uint16_t>(bits);
    const float value = albert::f16_to_f32(half);
    if (std::isnan(value)) {
      CHECK(std::isnan(albert::f16_to_f32(albert::f32_to_f16(value))));
    } else {
      REQUIRE(albert::f32_to_f16(value) == half);
    }
  }
}

TEST_CASE("f32 to f16 rounds to nearest even, against the compiler's own type") {
  std::uint32_t state = 1;
  for (int i = 0; i < 200000; ++i) {
    state = state * 1664525u + 1013904223u;
    const float value = std::bit_cast<float>(state);
    if (std::isnan(value)) continue;
#ifdef __FLT16_MAX__
    REQUIRE(albert::f32_to_f16(value) ==
            std::bit_cast<std::uint16_t>(static_cast<_Float16>(value)));
#endif
  }
}

TEST_CASE("f32 to bf16 rounds to nearest even and keeps NaN") {
  CHECK(albert::f32_to_bf16(1.0f) == 0x3f80);
  CHECK(albert::f32_to_bf16(std::bit_cast<float>(0x3f808000u)) == 0x3f80);  // tie to even
  CHECK(albert::f32_to_bf16(std::bit_cast<float>(0x3f818000u)) == 0x3f82);
  CHECK(std::isnan(albert::bf16_to_f32(albert::f32_to_bf16(std::bit_cast<float>(0x7f800001u)))));
  CHECK(
      std::isinf(albert::bf16_to_f32(albert::f32_to_bf16(std::numeric_limits<float>::infinity()))));
}

TEST_CASE("element counts refuse negative and overflowing shapes") {
  CHECK(albert::element_count(albert::Shape{}) == 1);
  CHECK(albert::element_count(albert::Shape{3, 0}) == 0);
  CHECK(albert::element_count(albert::Shape{2, 5}) == 10);
  CHECK_FALSE(albert::element_count(albert::Shape{2, -1}).has_value());
  CHECK_FALSE(albert::element_count(albert::Shape{1LL << 40, 1LL << 40}).has_value());
}

TEST_CASE("f32 converts to every floating-point type and back") {
  const std::vector<float> values = {0.0F, -0.0F, 1.0F, -2.5F, 65504.0F, 0x1p-20F};
  for (const auto dtype :
       {albert::DType::f64, albert::DType::f32, albert::DType::f16, albert::DType::bf16}) {
    CAPTURE(albert::to_string(dtype));
    std::vector<std::byte> bytes(values.size() * albert::size_of(dtype));
    albert::copy_from_f32(values, dtype, bytes);
    std::vector<float> back(values.size());
    albert::copy_to_f32({dtype, {static_cast<std::int64_t>(values.size())}, bytes}, back);
    if (dtype == albert::DType::bf16)
      back[4] = 65504.0F;  // rounds to 65536: eight bits of mantissa
    CHECK(back == values);
  }
}
