#include "albert/base/tensor.h"

#include <bit>
#include <cstdlib>
#include <cstring>
#include <limits>

namespace albert {
namespace {

template <typename T>
T load(const std::byte* at) noexcept {
  T value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

template <typename T, typename Convert>
void convert_all(const TensorView& view, std::span<float> out, Convert convert) noexcept {
  const std::byte* at = view.bytes.data();
  for (float& value : out) {
    value = convert(load<T>(at));
    at += sizeof(T);
  }
}

template <typename T>
void cast_all(const TensorView& view, std::span<float> out) noexcept {
  convert_all<T>(view, out, [](T value) { return static_cast<float>(value); });
}

}  // namespace

std::size_t size_of(DType dtype) noexcept {
  switch (dtype) {
    case DType::f64:
    case DType::i64:
      return 8;
    case DType::f32:
    case DType::i32:
      return 4;
    case DType::f16:
    case DType::bf16:
    case DType::i16:
      return 2;
    case DType::i8:
    case DType::u8:
    case DType::boolean:
      return 1;
  }
  std::abort();  // not a DType
}

std::string to_string(const Shape& shape) {
  std::string text = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (i > 0) text += ", ";
    text += std::to_string(shape[i]);
  }
  return text + "]";
}

std::optional<std::size_t> element_count(std::span<const std::int64_t> shape) noexcept {
  constexpr std::uint64_t kLimit = std::numeric_limits<std::int64_t>::max() / 8;
  std::uint64_t count = 1;
  bool zero = false;
  for (const std::int64_t extent : shape) {
    if (extent < 0) return std::nullopt;
    const auto unsigned_extent = static_cast<std::uint64_t>(extent);
    if (unsigned_extent == 0) {
      zero = true;
    } else if (count > kLimit / unsigned_extent) {
      return std::nullopt;
    } else {
      count *= unsigned_extent;
    }
  }
  return zero ? 0 : count;
}

void copy_to_f32(const TensorView& view, std::span<float> out) noexcept {
  switch (view.dtype) {
    case DType::f64:
      return cast_all<double>(view, out);
    case DType::f32:
      if (!out.empty()) std::memcpy(out.data(), view.bytes.data(), out.size_bytes());
      return;
    case DType::f16:
      return convert_all<std::uint16_t>(view, out, f16_to_f32);
    case DType::bf16:
      return convert_all<std::uint16_t>(view, out, bf16_to_f32);
    case DType::i64:
      return cast_all<std::int64_t>(view, out);
    case DType::i32:
      return cast_all<std::int32_t>(view, out);
    case DType::i16:
      return cast_all<std::int16_t>(view, out);
    case DType::i8:
      return cast_all<std::int8_t>(view, out);
    case DType::u8:
    case DType::boolean:
      return cast_all<std::uint8_t>(view, out);
  }
}

void copy_from_f32(std::span<const float> values, DType dtype, std::span<std::byte> out) noexcept {
  const auto store_all = [&](auto convert) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      const auto stored = convert(values[i]);
      std::memcpy(out.data() + i * sizeof stored, &stored, sizeof stored);
    }
  };
  switch (dtype) {
    case DType::f64:
      return store_all([](float value) { return static_cast<double>(value); });
    case DType::f16:
      return store_all(f32_to_f16);
    case DType::bf16:
      return store_all(f32_to_bf16);
    case DType::f32:
      return store_all([](float value) { return value; });
    case DType::i64:
    case DType::i32:
    case DType::i16:
    case DType::i8:
    case DType::u8:
    case DType::boolean:
      std::abort();  // excluded by the contract
  }
}

float f16_to_f32(std::uint16_t bits) noexcept {
  const std::uint32_t sign = static_cast<std::uint32_t>(bits & 0x8000u) << 16;
  const std::uint32_t exponent = (bits >> 10) & 0x1fu;
  const std::uint32_t mantissa = bits & 0x3ffu;
  if (exponent == 0) {  // zero or subnormal: mantissa * 2^-24, exact in f32
    const float magnitude = static_cast<float>(mantissa) * 0x1p-24f;
    return std::bit_cast<float>(std::bit_cast<std::uint32_t>(magnitude) | sign);
  }
  if (exponent == 31) return std::bit_cast<float>(sign | 0x7f800000u | (mantissa << 13));
  return std::bit_cast<float>(sign | ((exponent + 112) << 23) | (mantissa << 13));
}

float bf16_to_f32(std::uint16_t bits) noexcept {
  return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16);
}

std::uint16_t f32_to_f16(float value) noexcept {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t sign = (bits >> 16) & 0x8000u;
  const std::uint32_t magnitude = bits & 0x7fffffffu;
  if (magnitude > 0x7f800000u) return static_cast<std::uint16_t>(sign | 0x7e00u);   // NaN
  if (magnitude >= 0x477ff000u) return static_cast<std::uint16_t>(sign | 0x7c00u);  // too large
  if (magnitude < 0x38800000u) {  // subnormal or zero: let the FPU round to a multiple of 2^-24
    const float shifted = std::bit_cast<float>(magnitude) + 0.5f;
    return static_cast<std::uint16_t>(sign | (std::bit_cast<std::uint32_t>(shifted) - 0x3f000000u));
  }
  const std::uint32_t odd = (magnitude >> 13) & 1u;
  return static_cast<std::uint16_t>(sign | ((magnitude - 0x38000000u + 0xfffu + odd) >> 13));
}

std::uint16_t f32_to_bf16(float value) noexcept {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  if ((bits & 0x7fffffffu) > 0x7f800000u) return static_cast<std::uint16_t>((bits >> 16) | 0x40u);
  return static_cast<std::uint16_t>((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16);
}

}  // namespace albert
