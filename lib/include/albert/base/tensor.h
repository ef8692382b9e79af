#ifndef ALBERT_BASE_TENSOR_H_
#define ALBERT_BASE_TENSOR_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "albert/base/named_values.h"

namespace albert {

/// Element type of a stored tensor. Names are safetensors' in lower case.
enum class DType : std::uint8_t { f64, f32, f16, bf16, i64, i32, i16, i8, u8, boolean };
constexpr auto named_values(DType) {
  return std::to_array<NamedValue<DType>>({{DType::f64, "f64"},
                                           {DType::f32, "f32"},
                                           {DType::f16, "f16"},
                                           {DType::bf16, "bf16"},
                                           {DType::i64, "i64"},
                                           {DType::i32, "i32"},
                                           {DType::i16, "i16"},
                                           {DType::i8, "i8"},
                                           {DType::i8, "int8"},
                                           {DType::u8, "u8"},
                                           {DType::boolean, "bool"}});
}

/// Bytes per element.
std::size_t size_of(DType dtype) noexcept;

/// Whether values of this type are floating-point numbers.
constexpr bool is_float(DType dtype) noexcept {
  return dtype == DType::f64 || dtype == DType::f32 || dtype == DType::f16 || dtype == DType::bf16;
}

/// Dimensions, outermost first. A scalar has none.
using Shape = std::vector<std::int64_t>;

/// "[30000, 128]"
std::string to_string(const Shape& shape);

/// Number of elements; nullopt when a dimension is negative or the product overflows.
std::optional<std::size_t> element_count(std::span<const std::int64_t> shape) noexcept;

/// A non-owning, dense, row-major, little-endian tensor. The bytes may be unaligned, because
/// formats do not guarantee alignment; use the functions below to read them. Invariant of every
/// reader: bytes.size() == element_count(shape) * size_of(dtype).
struct TensorView {
  DType dtype = DType::f32;
  Shape shape;
  std::span<const std::byte> bytes;

  std::size_t size() const noexcept { return bytes.size() / size_of(dtype); }
};

/// Converts every element of a floating-point or integer tensor to f32 (f64 rounds to nearest).
/// `out.size()` must equal `view.size()`.
void copy_to_f32(const TensorView& view, std::span<float> out) noexcept;

/// Converts to `dtype` (f64, f32, f16 or bf16; round to nearest even). `out.size()` must equal
/// `values.size() * size_of(dtype)`; it may be unaligned.
void copy_from_f32(std::span<const float> values, DType dtype, std::span<std::byte> out) noexcept;

/// Scalar conversions, round to nearest even; NaN stays NaN, infinities stay.
float f16_to_f32(std::uint16_t bits) noexcept;
float bf16_to_f32(std::uint16_t bits) noexcept;
std::uint16_t f32_to_f16(float value) noexcept;
std::uint16_t f32_to_bf16(float value) noexcept;

}  // namespace albert

#endif  // ALBERT_BASE_TENSOR_H_
