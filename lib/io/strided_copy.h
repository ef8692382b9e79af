#ifndef ALBERT_IO_STRIDED_COPY_H_
#define ALBERT_IO_STRIDED_COPY_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "albert/base/tensor.h"

namespace albert::io {

/// A view of elements of a flat storage: element (i, j, …) is storage[offset + i·strides[0] + …].
struct StridedLayout {
  Shape shape;
  std::vector<std::int64_t> strides;  ///< in elements, not negative, as many as dimensions
  std::int64_t offset = 0;            ///< in elements
};

/// Number of elements that a storage must have to contain the layout. nullopt when a number is
/// negative, on overflow, or when the numbers of strides and dimensions differ.
std::optional<std::uint64_t> elements_spanned(const StridedLayout& layout) noexcept;

/// Whether the elements are contiguous, in row-major order.
bool is_dense(const StridedLayout& layout) noexcept;

/// Copies the elements in row-major order. `storage` holds at least elements_spanned(layout)
/// elements of `element_size` (1, 2, 4 or 8) bytes, `out` exactly the view's.
void copy_strided(std::span<const std::byte> storage, const StridedLayout& layout,
                  std::size_t element_size, std::span<std::byte> out) noexcept;

/// Copies dense elements to their positions in `storage`, which must be distinct.
void copy_to_strided(std::span<const std::byte> elements, std::size_t element_size,
                     const StridedLayout& layout, std::span<std::byte> storage) noexcept;

}  // namespace albert::io

#endif  // ALBERT_IO_STRIDED_COPY_H_
