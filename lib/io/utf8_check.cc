#include "io/utf8_check.h"

#include <cstdint>
#include <cstring>

namespace albert::io {
namespace {

constexpr std::uint64_t kHighBits = 0x8080808080808080U;

}  // namespace

std::size_t Utf8Check::feed(std::string_view chunk) noexcept {
  for (std::size_t i = 0; i < chunk.size(); ++i) {
    const auto byte = static_cast<unsigned char>(chunk[i]);
    if (expected_ > 0) {
      if (byte < least_ || byte > most_) return i;
      --expected_;
      least_ = 0x80;
      most_ = 0xBF;
    } else if (byte < 0x80) {
      // ASCII, eight bytes at a time.
      for (; i + sizeof(std::uint64_t) < chunk.size(); i += sizeof(std::uint64_t)) {
        std::uint64_t bytes = 0;
        std::memcpy(&bytes, chunk.data() + i + 1, sizeof bytes);
        if ((bytes & kHighBits) != 0) break;
      }
    } else {
      // The first byte bounds the second: no overlong forms, surrogates or numbers past U+10FFFF.
      if (byte < 0xC2 || byte > 0xF4) return i;
      expected_ = byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3;
      least_ = byte == 0xE0 ? 0xA0 : byte == 0xF0 ? 0x90 : 0x80;
      most_ = byte == 0xED ? 0x9F : byte == 0xF4 ? 0x8F : 0xBF;
    }
  }
  return std::string_view::npos;
}

}  // namespace albert::io
