#include "io/strided_copy.h"

#include <algorithm>
#include <cstring>

namespace albert::io {
namespace {

/// A row of elements in memory, `stride` elements apart.
template <typename Byte>
struct Row {
  Byte* begin;
  std::int64_t stride;
};

template <std::size_t kSize>
void copy_row(Row<const std::byte> from, Row<std::byte> to, std::int64_t count) noexcept {
  constexpr auto kBytes = static_cast<std::int64_t>(kSize);
  if (from.stride == 1 && to.stride == 1) {
    std::memcpy(to.begin, from.begin, static_cast<std::size_t>(count * kBytes));
    return;
  }
  for (std::int64_t i = 0; i < count; ++i) {
    std::memcpy(to.begin + i * to.stride * kBytes, from.begin + i * from.stride * kBytes, kSize);
  }
}

bool is_empty(const Shape& shape) noexcept {
  return std::find(shape.begin(), shape.end(), 0) != shape.end();
}

using CopyRow = void (*)(Row<const std::byte>, Row<std::byte>, std::int64_t) noexcept;

CopyRow row_copier(std::size_t element_size) noexcept {
  switch (element_size) {
    case 1:
      return copy_row<1>;
    case 2:
      return copy_row<2>;
    case 4:
      return copy_row<4>;
    default:
      return copy_row<8>;
  }
}

/// The rows (last dimension) of a layout, in row-major order.
struct Rows {
  explicit Rows(const StridedLayout& layout)
      : outer(layout.shape.empty() ? 0 : layout.shape.size() - 1),
        length(layout.shape.empty() ? 1 : layout.shape[outer]),
        stride(layout.shape.empty() ? 1 : layout.strides[outer]) {}

  std::size_t outer;    // dimensions outside a row
  std::int64_t length;  // of a row
  std::int64_t stride;
};

/// Calls visit(at) with the index of each row's first element. The layout is not empty.
template <typename Visit>
void for_each_row(const StridedLayout& layout, const Rows& rows, Visit visit) {
  std::vector<std::int64_t> index(rows.outer, 0);
  std::int64_t at = layout.offset;
  for (;;) {
    visit(at);
    std::size_t dimension = rows.outer;  // count up, the last outer dimension first
    for (; dimension > 0; --dimension) {
      const std::size_t d = dimension - 1;
      at += layout.strides[d];
      if (++index[d] < layout.shape[d]) break;
      at -= layout.strides[d] * layout.shape[d];
      index[d] = 0;
    }
    if (dimension == 0) return;
  }
}

}  // namespace

std::optional<std::uint64_t> elements_spanned(const StridedLayout& layout) noexcept {
  if (layout.offset < 0 || layout.strides.size() != layout.shape.size()) return std::nullopt;
  const auto is_negative = [](std::int64_t number) { return number < 0; };
  if (std::any_of(layout.shape.begin(), layout.shape.end(), is_negative) ||
      std::any_of(layout.strides.begin(), layout.strides.end(), is_negative)) {
    return std::nullopt;
  }
  if (is_empty(layout.shape)) return 0;
  std::int64_t last = layout.offset;
  for (std::size_t i = 0; i < layout.shape.size(); ++i) {
    std::int64_t reach = 0;
    if (__builtin_mul_overflow(layout.shape[i] - 1, layout.strides[i], &reach) ||
        __builtin_add_overflow(last, reach, &last)) {
      return std::nullopt;
    }
  }
  return static_cast<std::uint64_t>(last) + 1;
}

bool is_dense(const StridedLayout& layout) noexcept {
  if (is_empty(layout.shape)) return true;
  std::int64_t expected = 1;
  for (std::size_t i = layout.shape.size(); i-- > 0;) {
    if (layout.shape[i] != 1 && layout.strides[i] != expected) return false;
    expected *= layout.shape[i];
  }
  return true;
}

void copy_strided(std::span<const std::byte> storage, const StridedLayout& layout,
                  std::size_t element_size, std::span<std::byte> out) noexcept {
  if (out.empty()) return;
  const CopyRow copy = row_copier(element_size);
  const Rows rows(layout);
  const auto size = static_cast<std::int64_t>(element_size);
  std::byte* to = out.data();
  for_each_row(layout, rows, [&](std::int64_t at) {
    copy({storage.data() + at * size, rows.stride}, {to, 1}, rows.length);
    to += rows.length * size;
  });
}

void copy_to_strided(std::span<const std::byte> elements, std::size_t element_size,
                     const StridedLayout& layout, std::span<std::byte> storage) noexcept {
  if (elements.empty()) return;
  const CopyRow copy = row_copier(element_size);
  const Rows rows(layout);
  const auto size = static_cast<std::int64_t>(element_size);
  const std::byte* from = elements.data();
  for_each_row(layout, rows, [&](std::int64_t at) {
    copy({from, 1}, {storage.data() + at * size, rows.stride}, rows.length);
    from += rows.length * size;
  });
}

}  // namespace albert::io
