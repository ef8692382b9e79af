#ifndef ALBERT_IO_LITTLE_ENDIAN_H_
#define ALBERT_IO_LITTLE_ENDIAN_H_

#include <bit>
#include <cstddef>
#include <cstring>

namespace albert::io {

// All formats store little-endian numbers, and tensors are used directly from the mapped file.
static_assert(std::endian::native == std::endian::little, "albert runs on little-endian machines");

/// The number at `at`, which may be unaligned; the caller has checked the bounds.
template <typename T>
T load_le(const std::byte* at) noexcept {
  T value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

}  // namespace albert::io

#endif  // ALBERT_IO_LITTLE_ENDIAN_H_
