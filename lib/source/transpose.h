#ifndef ALBERT_SOURCE_TRANSPOSE_H_
#define ALBERT_SOURCE_TRANSPOSE_H_

#include <cstddef>
#include <span>

namespace albert::source {

/// A dense matrix of elements of 1, 2, 4 or 8 bytes; its bytes may be unaligned.
struct ByteMatrix {
  std::span<const std::byte> bytes;
  std::size_t rows;
  std::size_t columns;
  std::size_t element_size;
};

/// Writes columns [first, first + count) of `from` as the rows of a [count, from.rows] matrix:
/// `out` holds count · rows elements.
void transpose_columns(const ByteMatrix& from, std::size_t first, std::size_t count,
                       std::span<std::byte> out) noexcept;

}  // namespace albert::source

#endif  // ALBERT_SOURCE_TRANSPOSE_H_
