// Sets with tiles of the matrix unit (AMX), emulated or not.
#include <algorithm>
#include <cmath>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "albert/kernels/isa.h"
#include "attend.h"
#include "random.h"

namespace {

using namespace albert;
using namespace albert::kernels;
using albert::test::random_floats;

// More steps of inputs, panels and rows than go through the caches at once.
constexpr std::size_t kRows = 70, kInputs = 900, kOutputs = 170;

bool available(std::string_view isa) {
  return std::ranges::count(available_isas(), isa) != 0;
}

/// Products without an epilogue, with inputs and weights of the given sizes.
std::vector<float> product(std::string_view isa, ComputeType type, float input_size = 1,
                           float weight_size = 1, std::size_t rows = kRows) {
  std::vector<float> x = random_floats(kRows * kInputs, 1);
  std::vector<float> w = random_floats(kOutputs * kInputs, 2);
  for (float& value : x) value *= input_size;
  for (float& value : w) value *= weight_size;
  const std::vector<float> bias(kOutputs);
  ThreadPool threads(2);
  OpScratch scratch;
  const DenseSource source[] = {{w, bias}};
  const LinearWeight weight(kernel_table(isa), type, kInputs, source, threads);
  std::vector<float> y(rows * kOutputs);
  linear(ConstMatrix{x.data(), rows, kInputs, kInputs}, weight, {},
         Matrix{y.data(), rows, kOutputs, kOutputs}, scratch, threads);
  return y;
}

float flushed(float value) {
  return std::abs(value) < 0x1p-126f ? std::copysign(0.0f, value) : value;
}

/// What the instruction tdpbf16ps makes of each step of 32 inputs: a chain of fused multiply-adds
/// for the even inputs and one for the odd ones, added, then added to the sum.
std::vector<float> documented_product(float input_size, float weight_size) {
  const std::vector<float> x = random_floats(kRows * kInputs, 1);
  const std::vector<float> w = random_floats(kOutputs * kInputs, 2);
  std::vector<float> y;
  for (std::size_t i = 0; i < kRows; ++i) {
    for (std::size_t j = 0; j < kOutputs; ++j) {
      float sum = 0;
      for (std::size_t first = 0; first < kInputs; first += 32) {
        float chains[2] = {};
        for (std::size_t k = first; k < std::min(first + 32, kInputs); ++k) {
          const float left = bf16_to_f32(f32_to_bf16(x[i * kInputs + k] * input_size));
          const float right = bf16_to_f32(f32_to_bf16(w[j * kInputs + k] * weight_size));
          chains[k % 2] = flushed(std::fma(left, right, chains[k % 2]));
        }
        sum = flushed(sum + flushed(chains[0] + chains[1]));
      }
      y.push_back(sum);
    }
  }
  return y;
}

}  // namespace

TEST_CASE("bf16 products on tiles have the bits that the instruction is documented to give") {
  const std::vector<float> expected = documented_product(1, 1);
  // Products and sums around 2⁻¹²⁶, the smallest normal number.
  const std::vector<float> tiny = documented_product(0x1p-64f, 0x1p-60f);
  REQUIRE(std::ranges::count(tiny, 0.0f) > 100);
  REQUIRE(std::ranges::count(tiny, 0.0f) < 10'000);
  for (const std::string_view isa : {"avx512_amx", "avx512_amx_emulated"}) {
    if (!available(isa)) continue;
    CAPTURE(isa);
    CHECK(product(isa, ComputeType::bf16) == expected);
    CHECK(product(isa, ComputeType::bf16, 0x1p-64f, 0x1p-60f) == tiny);
  }
}

TEST_CASE("int8 products on tiles have the bits of other sets") {
  if (!available("avx512_amx_emulated")) return;
  const std::vector<float> expected = product("avx512_vnni", ComputeType::int8);
  CHECK(product("avx512_amx_emulated", ComputeType::int8) == expected);
  if (available("avx512_amx")) CHECK(product("avx512_amx", ComputeType::int8) == expected);
}

TEST_CASE("f32 products have the bits of a set without tiles") {
  if (!available("avx512_amx_emulated")) return;
  CHECK(product("avx512_amx_emulated", ComputeType::f32) ==
        product("avx512_bf16", ComputeType::f32));
}

TEST_CASE("attention on the processor's tiles has the bits of the emulation") {
  if (!available("avx512_amx")) return;
  const std::vector<std::size_t> starts = {0, 1, 18, 50, 127};
  const std::size_t tokens = starts.back();
  const std::vector<float> qkv = random_floats(tokens * 3 * 80, 1);
  ThreadPool threads(2);
  for (const ComputeType type : {ComputeType::bf16, ComputeType::int8}) {
    const auto attend = [&](std::string_view isa) {
      return test::attend(isa, type, qkv, starts, {}, 2, 40, threads);
    };
    CHECK(attend("avx512_amx") == attend("avx512_amx_emulated"));
  }
}

TEST_CASE("rows on tiles have the same bits in smaller batches") {
  if (!available("avx512_amx_emulated")) return;
  for (const ComputeType type : {ComputeType::bf16, ComputeType::int8}) {
    const std::vector<float> all = product("avx512_amx_emulated", type);
    for (const std::size_t rows : {1, 16, 17, 32, 33, 69}) {
      const std::vector<float> some = product("avx512_amx_emulated", type, 1, 1, rows);
      CHECK(std::equal(some.begin(), some.end(), all.begin()));
    }
  }
}
