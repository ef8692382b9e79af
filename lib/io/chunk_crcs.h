#ifndef ALBERT_IO_CHUNK_CRCS_H_
#define ALBERT_IO_CHUNK_CRCS_H_

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <vector>

#include "io/crc32.h"

namespace albert::io {

/// One of the two CRCs of crc32.h.
struct CrcKind {
  std::uint32_t (*of)(std::span<const std::byte> bytes, std::uint32_t before) noexcept;
  std::uint32_t (*join)(std::uint32_t a, std::uint32_t b, std::uint64_t b_size) noexcept;
};
inline constexpr CrcKind kCrc32 = {crc32, join_crc32};
inline constexpr CrcKind kCrc32c = {crc32c, join_crc32c};

/// Computes the CRCs of tensors that are written in chunks, in any order.
class ChunkCrcs {
 public:
  ChunkCrcs(const CrcKind& kind, std::size_t tensors) : kind_(kind), chunks_(tensors) {}

  /// Thread-safe.
  void add(std::size_t tensor, std::uint64_t offset, std::span<const std::byte> bytes);

  /// The CRC of a tensor, after every byte was added exactly once.
  std::uint32_t whole(std::size_t tensor) const;

 private:
  struct Chunk {
    std::uint64_t offset;
    std::uint64_t size;
    std::uint32_t crc;
  };

  CrcKind kind_;
  std::mutex mutex_;
  std::vector<std::vector<Chunk>> chunks_;  // of each tensor
};

}  // namespace albert::io

#endif  // ALBERT_IO_CHUNK_CRCS_H_
