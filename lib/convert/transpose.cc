#include "convert/transpose.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace albert::convert {
namespace {

// A tile's rows are a few cache lines each, in source and target alike.
constexpr std::size_t kTile = 32;

template <typename T>
void transpose_tiles(const ByteMatrix& from, std::size_t first, std::size_t count,
                     std::byte* out) noexcept {
  const std::byte* source = from.bytes.data();
  for (std::size_t c0 = 0; c0 < count; c0 += kTile) {
    const std::size_t c1 = std::min(c0 + kTile, count);
    for (std::size_t r0 = 0; r0 < from.rows; r0 += kTile) {
      const std::size_t r1 = std::min(r0 + kTile, from.rows);
      for (std::size_t c = c0; c < c1; ++c) {
        for (std::size_t r = r0; r < r1; ++r) {
          std::memcpy(out + (c * from.rows + r) * sizeof(T),
                      source + (r * from.columns + first + c) * sizeof(T), sizeof(T));
        }
      }
    }
  }
}

}  // namespace

void transpose_columns(const ByteMatrix& from, std::size_t first, std::size_t count,
                       std::span<std::byte> out) noexcept {
  switch (from.element_size) {
    case 1:
      return transpose_tiles<std::uint8_t>(from, first, count, out.data());
    case 2:
      return transpose_tiles<std::uint16_t>(from, first, count, out.data());
    case 4:
      return transpose_tiles<std::uint32_t>(from, first, count, out.data());
    case 8:
      return transpose_tiles<std::uint64_t>(from, first, count, out.data());
  }
}

}  // namespace albert::convert
