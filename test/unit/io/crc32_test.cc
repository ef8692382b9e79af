#include "io/crc32.h"

#include <cstdint>
#include <random>
#include <string>

#include <doctest/doctest.h>

#include "io/chunk_crcs.h"
#include "unit/io/archive_testing.h"

using namespace albert;
using namespace albert::test;

namespace {

// One bit at a time, as the definition says.
std::uint32_t by_the_book(std::string_view text, std::uint32_t reflected_polynomial) {
  std::uint32_t crc = ~0u;
  for (const char c : text) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) * reflected_polynomial);
  }
  return ~crc;
}

}  // namespace

TEST_CASE("both CRCs give the check values of their catalogues") {
  CHECK(io::crc32(as_bytes("123456789")) == 0xcbf43926u);
  CHECK(io::crc32c(as_bytes("123456789")) == 0xe3069283u);
  CHECK(io::crc32({}) == 0);
  CHECK(io::crc32c({}) == 0);
  CHECK(io::mask_crc32c(0xe3069283u) == 0xc78ab0e5u);
}

TEST_CASE("both CRCs follow the definition at every length, and chain") {
  std::mt19937 random(1);  // NOLINT
  std::string text(20000, ' ');
  for (char& c : text) c = static_cast<char>(random() & 0xff);
  for (std::size_t size = 0; size < text.size(); size = size < 70 ? size + 1 : size * 5 / 4) {
    CAPTURE(size);
    const std::string_view part = std::string_view(text).substr(3, size);
    CHECK(io::crc32(as_bytes(part)) == by_the_book(part, 0xedb88320u));
    CHECK(io::crc32c(as_bytes(part)) == by_the_book(part, 0x82f63b78u));
    const std::size_t cut = part.size() / 3;
    const auto head = as_bytes(part.substr(0, cut));
    const auto tail = as_bytes(part.substr(cut));
    for (const io::CrcKind& kind : {io::kCrc32, io::kCrc32c}) {
      const std::uint32_t whole = kind.of(as_bytes(part), 0);
      CHECK(kind.of(tail, kind.of(head, 0)) == whole);
      CHECK(kind.join(kind.of(head, 0), kind.of(tail, 0), tail.size()) == whole);
    }
  }
}

TEST_CASE("joining does not mind gigabytes") {
  // crc(0…0) of 2^32 + 5 bytes by doubling, and in one step.
  std::uint32_t zeros = io::crc32(as_bytes(std::string_view("\0", 1)));
  const std::uint32_t one = zeros;
  for (unsigned i = 0; i < 32; ++i) zeros = io::join_crc32(zeros, zeros, std::uint64_t{1} << i);
  std::uint32_t longer = zeros;
  for (int i = 0; i < 5; ++i) longer = io::join_crc32(longer, one, 1);
  std::uint32_t five = 0;
  for (int i = 0; i < 5; ++i) five = io::join_crc32(five, one, 1);
  CHECK(five == io::crc32(as_bytes(std::string_view("\0\0\0\0\0", 5))));
  CHECK(io::join_crc32(five, zeros, std::uint64_t{1} << 32) == longer);
}

TEST_CASE("CRCs of chunks are joined in any order") {
  io::ChunkCrcs crcs(io::kCrc32c, 2);
  crcs.add(1, 6, as_bytes("789"));
  crcs.add(1, 0, as_bytes("1"));
  crcs.add(1, 1, as_bytes("23456"));
  CHECK(crcs.whole(1) == 0xe3069283u);
  CHECK(crcs.whole(0) == 0);
}
