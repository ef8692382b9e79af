#ifndef ALBERT_KERNELS_ROWS_H_
#define ALBERT_KERNELS_ROWS_H_

#include <cstddef>
#include <cstdint>

namespace albert::kernels {

/// Number format of rows that one kernel writes and another reads.
enum class RowFormat : std::uint8_t {
  f32,   ///< a Matrix
  bf16,  ///< an operand of products in bf16
};

/// Rows of bf16 have zeros behind their columns, up to a whole cache line, and memory of any
/// content for so many rows behind the last one.
constexpr std::size_t kRowsBehind = 31;

/// Rows of activations, non-owning; row r starts at data + r·stride (in bytes).
struct ConstRows {
  const std::byte* data = nullptr;
  std::size_t rows = 0;
  std::size_t cols = 0;
  std::size_t stride = 0;
  RowFormat format = RowFormat::f32;

  /// Rows [begin, end).
  ConstRows slice(std::size_t begin, std::size_t end) const noexcept {
    return {data + begin * stride, end - begin, cols, stride, format};
  }
};

/// Those to be filled.
struct Rows {
  std::byte* data = nullptr;
  std::size_t rows = 0;
  std::size_t cols = 0;
  std::size_t stride = 0;
  RowFormat format = RowFormat::f32;

  std::byte* row(std::size_t r) const noexcept { return data + r * stride; }
  /// Rows [begin, end).
  Rows slice(std::size_t begin, std::size_t end) const noexcept {
    return {row(begin), end - begin, cols, stride, format};
  }
  operator ConstRows() const noexcept { return {data, rows, cols, stride, format}; }  // NOLINT
};

}  // namespace albert::kernels

#endif  // ALBERT_KERNELS_ROWS_H_
