#ifndef ALBERT_IO_CRC32_H_
#define ALBERT_IO_CRC32_H_

#include <cstddef>
#include <cstdint>
#include <span>

namespace albert::io {

/// CRC-32 of zip and gzip (polynomial 0x04c11db7). `before` is the CRC of the bytes that come
/// before these, or 0: crc32(b, crc32(a)) == crc32(ab).
std::uint32_t crc32(std::span<const std::byte> bytes, std::uint32_t before = 0) noexcept;

/// CRC-32C (Castagnoli, polynomial 0x1edc6f41), chained in the same way. Uses the processor's
/// instruction if it has one.
std::uint32_t crc32c(std::span<const std::byte> bytes, std::uint32_t before = 0) noexcept;

/// The CRC of bytes ab, of which `a` is that of the first and `b` that of the other `b_size`.
std::uint32_t join_crc32(std::uint32_t a, std::uint32_t b, std::uint64_t b_size) noexcept;
std::uint32_t join_crc32c(std::uint32_t a, std::uint32_t b, std::uint64_t b_size) noexcept;

/// The stored form of a CRC-32C in leveldb and TensorFlow, for data that itself contains CRCs.
constexpr std::uint32_t mask_crc32c(std::uint32_t crc) noexcept {
  return ((crc >> 15) | (crc << 17)) + 0xa282ead8u;
}

}  // namespace albert::io

#endif  // ALBERT_IO_CRC32_H_
