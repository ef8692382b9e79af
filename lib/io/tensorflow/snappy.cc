#include "io/tensorflow/snappy.h"

#include <cstdint>

#include "io/byte_cursor.h"

namespace albert::io {
namespace {

// A number of 1 to 4 bytes.
std::uint32_t little_number(ByteCursor& in, std::size_t bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < bytes; ++i) {
    value |= static_cast<std::uint32_t>(in.number<std::uint8_t>()) << (8 * i);
  }
  return value;
}

}  // namespace

std::string uncompress_snappy(std::span<const std::byte> block, const std::filesystem::path& file) {
  ByteCursor in(block, file);
  const std::uint64_t length = in.varint();
  std::string out;
  while (!in.at_end()) {
    const auto tag = in.number<std::uint8_t>();
    const std::uint32_t high = tag >> 2;
    if ((tag & 3) == 0) {  // literal bytes: count - 1, or the size of the count
      const std::uint64_t count =
          std::uint64_t{1} + (high < 60 ? high : little_number(in, high - 59));
      out += in.take_text(count);
    } else {  // a copy of earlier output
      const std::size_t count = (tag & 3) == 1 ? 4 + (high & 7) : high + 1;
      const std::size_t distance = (tag & 3) == 1   ? (tag >> 5) << 8 | little_number(in, 1)
                                   : (tag & 3) == 2 ? little_number(in, 2)
                                                    : little_number(in, 4);
      if (distance == 0 || distance > out.size()) throw bad_file(file, "damaged snappy block");
      for (std::size_t i = 0; i < count; ++i) out += out[out.size() - distance];
    }
    if (out.size() > length) break;
  }
  if (out.size() != length) throw bad_file(file, "a snappy block has a wrong length");
  return out;
}

}  // namespace albert::io
