#include "source/transpose.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace albert::source {
namespace {

constexpr std::size_t kCacheLine = 64;

// Transposes squares as wide as a cache line, through a buffer in the L1 cache: the rows of large
// matrices are so far apart that they would evict each other.
template <typename T>
void transpose_tiles(const ByteMatrix& from, std::size_t first, std::size_t count,
                     std::byte* out) noexcept {
  constexpr std::size_t kSide = kCacheLine / sizeof(T);
  T tile[kSide][kSide];
  T transposed[kSide][kSide];
  for (std::size_t r = 0; r < from.rows; r += kSide) {
    const std::size_t rows = std::min(kSide, from.rows - r);
    for (std::size_t c = 0; c < count; c += kSide) {
      const std::size_t columns = std::min(kSide, count - c);
      for (std::size_t i = 0; i < rows; ++i) {
        std::memcpy(tile[i], from.bytes.data() + ((r + i) * from.columns + first + c) * sizeof(T),
                    columns * sizeof(T));
      }
      for (std::size_t j = 0; j < columns; ++j) {
        for (std::size_t i = 0; i < rows; ++i) transposed[j][i] = tile[i][j];
      }
      for (std::size_t j = 0; j < columns; ++j) {
        std::memcpy(out + ((c + j) * from.rows + r) * sizeof(T), transposed[j], rows * sizeof(T));
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

}  // namespace albert::source
