#ifndef ALBERT_KERNELS_MATRIX_H_
#define ALBERT_KERNELS_MATRIX_H_

#include <algorithm>
#include <cstddef>

#include "kernels/rows.h"

namespace albert::kernels {

constexpr std::size_t ceil_div(std::size_t a, std::size_t b) noexcept {
  return (a + b - 1) / b;
}

/// A row-major matrix, non-owning; row r starts at data + r·stride (in floats).
struct ConstMatrix {
  const float* data = nullptr;
  std::size_t rows = 0;
  std::size_t cols = 0;
  std::size_t stride = 0;

  const float* row(std::size_t r) const noexcept { return data + r * stride; }
  operator ConstRows() const noexcept {  // NOLINT: a view
    return {reinterpret_cast<const std::byte*>(data), rows, cols, stride * sizeof(float)};
  }
};

struct Matrix {
  float* data = nullptr;
  std::size_t rows = 0;
  std::size_t cols = 0;
  std::size_t stride = 0;

  float* row(std::size_t r) const noexcept { return data + r * stride; }
  /// Rows [begin, end).
  Matrix slice(std::size_t begin, std::size_t end) const noexcept {
    return {row(begin), end - begin, cols, stride};
  }
  operator ConstMatrix() const noexcept { return {data, rows, cols, stride}; }  // NOLINT: a view
  operator Rows() const noexcept {                                              // NOLINT: a view
    return {reinterpret_cast<std::byte*>(data), rows, cols, stride * sizeof(float)};
  }
  operator ConstRows() const noexcept { return ConstMatrix(*this); }  // NOLINT: a view
};

/// Rows of f32 as a matrix.
inline ConstMatrix matrix_of(const ConstRows& m) noexcept {
  return {reinterpret_cast<const float*>(m.data), m.rows, m.cols, m.stride / sizeof(float)};
}
inline Matrix matrix_of(const Rows& m) noexcept {
  return {reinterpret_cast<float*>(m.data), m.rows, m.cols, m.stride / sizeof(float)};
}

/// The rows end to end, [rows · cols] at `to`.
inline void copy_rows(const ConstMatrix& from, float* to) noexcept {
  for (std::size_t r = 0; r < from.rows; ++r) to = std::copy_n(from.row(r), from.cols, to);
}

/// Distance between rows of `cols` floats that keeps rows on cache lines and never puts the rows
/// of one tile into the same few cache sets (which a stride of a multiple of 1 KiB would).
constexpr std::size_t padded_stride(std::size_t cols) noexcept {
  const std::size_t lines = (cols + 15) / 16;
  return (lines % 16 == 0 ? lines + 1 : lines) * 16;
}

}  // namespace albert::kernels

#endif  // ALBERT_KERNELS_MATRIX_H_
