#include "io/crc32.h"

#include <array>
#include <cstring>

#include "io/little_endian.h"

#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

namespace albert::io {
namespace {

// Tables for sixteen bytes at a time: tables[k][b] is the CRC of byte b followed by k zero bytes.
using Tables = std::array<std::array<std::uint32_t, 256>, 16>;

constexpr std::uint32_t kZipPolynomial = 0xedb88320u;  // reflected: the highest bit is x^0
constexpr std::uint32_t kCastagnoliPolynomial = 0x82f63b78u;

constexpr Tables make_tables(std::uint32_t reflected_polynomial) {
  Tables tables{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) * reflected_polynomial);
    tables[0][byte] = crc;
  }
  for (std::size_t k = 1; k < tables.size(); ++k) {
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const std::uint32_t crc = tables[k - 1][byte];
      tables[k][byte] = (crc >> 8) ^ tables[0][crc & 0xff];
    }
  }
  return tables;
}

constexpr Tables kZip = make_tables(kZipPolynomial);
constexpr Tables kCastagnoli = make_tables(kCastagnoliPolynomial);

std::uint32_t update(const Tables& tables, std::span<const std::byte> bytes,
                     std::uint32_t before) noexcept {
  std::uint32_t crc = ~before;
  while (bytes.size() >= 16) {
    std::uint32_t next = 0;
    for (std::size_t word = 0; word < 4; ++word) {
      std::uint32_t value = load_le<std::uint32_t>(bytes.data() + 4 * word);
      if (word == 0) value ^= crc;
      for (std::size_t i = 0; i < 4; ++i) {
        next ^= tables[15 - 4 * word - i][(value >> (8 * i)) & 0xff];
      }
    }
    crc = next;
    bytes = bytes.subspan(16);
  }
  for (const std::byte byte : bytes) {
    crc = (crc >> 8) ^ tables[0][(crc ^ std::to_integer<std::uint32_t>(byte)) & 0xff];
  }
  return ~crc;
}

// a · b modulo the polynomial.
std::uint32_t product(std::uint32_t a, std::uint32_t b, std::uint32_t polynomial) noexcept {
  std::uint32_t sum = 0;
  for (; a != 0; a <<= 1) {
    if (a & 0x80000000u) sum ^= b;
    b = (b >> 1) ^ ((b & 1) * polynomial);
  }
  return sum;
}

// A CRC is the remainder of its bytes as a polynomial; bytes that follow multiply it by x^8 each.
std::uint32_t join(std::uint32_t a, std::uint32_t b, std::uint64_t b_size,
                   std::uint32_t polynomial) noexcept {
  std::uint32_t power = 0x80000000u >> 8;  // x^8, then its squares
  for (; b_size != 0; b_size >>= 1) {
    if (b_size & 1) a = product(power, a, polynomial);
    power = product(power, power, polynomial);
  }
  return a ^ b;
}

#if defined(__x86_64__)

// The instruction has a latency of three cycles and a throughput of one per cycle: three runs of
// kRun bytes are computed in parallel and joined by shifting a CRC over the bytes that follow it.
constexpr std::size_t kRun = 1360;

// shift[k][b]: the CRC after kRun zero bytes, from a CRC whose byte k is b and whose others are
// zero.
using Shift = std::array<std::array<std::uint32_t, 256>, 4>;

constexpr Shift make_shift() {
  std::array<std::uint32_t, 32> of_bit{};
  for (std::size_t bit = 0; bit < 32; ++bit) {
    std::uint32_t crc = 1u << bit;
    for (std::size_t i = 0; i < kRun; ++i) crc = (crc >> 8) ^ kCastagnoli[0][crc & 0xff];
    of_bit[bit] = crc;
  }
  Shift shift{};
  for (std::size_t k = 0; k < 4; ++k) {
    for (std::size_t byte = 0; byte < 256; ++byte) {
      for (std::size_t bit = 0; bit < 8; ++bit) {
        if ((byte >> bit) & 1) shift[k][byte] ^= of_bit[8 * k + bit];
      }
    }
  }
  return shift;
}

constexpr Shift kShift = make_shift();

std::uint32_t over_run(std::uint32_t crc) noexcept {
  return kShift[0][crc & 0xff] ^ kShift[1][(crc >> 8) & 0xff] ^ kShift[2][(crc >> 16) & 0xff] ^
         kShift[3][crc >> 24];
}

__attribute__((target("sse4.2"))) std::uint32_t crc32c_sse42(std::span<const std::byte> bytes,
                                                             std::uint32_t before) noexcept {
  std::uint64_t crc = static_cast<std::uint32_t>(~before);
  const std::byte* at = bytes.data();
  std::size_t left = bytes.size();
  for (; left >= 3 * kRun; at += 3 * kRun, left -= 3 * kRun) {
    std::uint64_t second = 0;
    std::uint64_t third = 0;
    for (std::size_t i = 0; i < kRun; i += 8) {
      crc = _mm_crc32_u64(crc, load_le<std::uint64_t>(at + i));
      second = _mm_crc32_u64(second, load_le<std::uint64_t>(at + kRun + i));
      third = _mm_crc32_u64(third, load_le<std::uint64_t>(at + 2 * kRun + i));
    }
    crc = over_run(static_cast<std::uint32_t>(crc)) ^ second;
    crc = over_run(static_cast<std::uint32_t>(crc)) ^ third;
  }
  for (; left >= 8; at += 8, left -= 8) {
    crc = _mm_crc32_u64(crc, load_le<std::uint64_t>(at));
  }
  auto tail = static_cast<std::uint32_t>(crc);
  for (; left > 0; ++at, --left) tail = _mm_crc32_u8(tail, std::to_integer<unsigned char>(*at));
  return ~tail;
}

#endif

}  // namespace

std::uint32_t crc32(std::span<const std::byte> bytes, std::uint32_t before) noexcept {
  return update(kZip, bytes, before);
}

std::uint32_t crc32c(std::span<const std::byte> bytes, std::uint32_t before) noexcept {
#if defined(__x86_64__)
  static const bool has_instruction = __builtin_cpu_supports("sse4.2") != 0;
  if (has_instruction) return crc32c_sse42(bytes, before);
#endif
  return update(kCastagnoli, bytes, before);
}

std::uint32_t join_crc32(std::uint32_t a, std::uint32_t b, std::uint64_t b_size) noexcept {
  return join(a, b, b_size, kZipPolynomial);
}

std::uint32_t join_crc32c(std::uint32_t a, std::uint32_t b, std::uint64_t b_size) noexcept {
  return join(a, b, b_size, kCastagnoliPolynomial);
}

}  // namespace albert::io
