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

/// Elements that a storage must have for the layout to stay inside it. Nothing when a number is
/// negative or they overflow, or when there are not as many strides as dimensions.
std::optional<std::uint64_t> elements_spanned(const StridedLayout& layout) noexcept;

/// The elements lie one after the other, in row-major order.
bool is_dense(const StridedLayout& layout) noexcept;

/// Copies the elements in row-major order. `storage` holds at least elements_spanned(layout)
/// elements of `element_size` (1, 2, 4 or 8) bytes, `out` exactly the view's.
void copy_strided(std::span<const std::byte> storage, const StridedLayout& layout,
                  std::size_t element_size, std::span<std::byte> out) noexcept;

/// The other way: dense elements to their places in `storage`, of which no two may be the same.
void copy_to_strided(std::span<const std::byte> elements, std::size_t element_size,
                     const StridedLayout& layout, std::span<std::byte> storage) noexcept;

}  // namespace albert::io

#endif  // ALBERT_IO_STRIDED_COPY_H_
