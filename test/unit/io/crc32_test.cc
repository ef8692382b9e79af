#include "io/crc32.h"

#include <cstdint>
#include <random>
#include <string>

#include <doctest/doctest.h>

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
    CHECK(io::crc32(as_bytes(part.substr(cut)), io::crc32(as_bytes(part.substr(0, cut)))) ==
          io::crc32(as_bytes(part)));
    CHECK(io::crc32c(as_bytes(part.substr(cut)), io::crc32c(as_bytes(part.substr(0, cut)))) ==
          io::crc32c(as_bytes(part)));
  }
}
