#ifndef ALBERT_IO_BYTE_CURSOR_H_
#define ALBERT_IO_BYTE_CURSOR_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>

#include "io/archive_checks.h"
#include "io/little_endian.h"

namespace albert::io {

/// Reads bytes one after the other and throws Error{model} instead of reading beyond their end.
/// `file` is for messages and must outlive the cursor.
class ByteCursor {
 public:
  ByteCursor(std::span<const std::byte> bytes, const std::filesystem::path& file)
      : bytes_(bytes), file_(&file) {}

  std::size_t position() const noexcept { return position_; }
  std::size_t remaining() const noexcept { return bytes_.size() - position_; }
  bool at_end() const noexcept { return remaining() == 0; }
  const std::filesystem::path& file() const noexcept { return *file_; }

  std::span<const std::byte> take(std::uint64_t count) {
    if (count > remaining())
      throw bad_file(*file_, "is truncated: it ends in the middle of something");
    const auto taken = bytes_.subspan(position_, count);
    position_ += count;
    return taken;
  }

  std::string_view take_text(std::uint64_t count) {
    const auto bytes = take(count);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }

  /// Seven bits per byte, lowest first. Throws also when the value does not fit 64 bits.
  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const auto byte = number<std::uint8_t>();
      const std::uint64_t bits = byte & 0x7fu;
      if (shift == 63 && bits > 1) break;
      value |= bits << shift;
      if (byte < 0x80) return value;
    }
    throw bad_file(*file_, "holds a number that is too large");
  }

  template <typename T>
  T number() {
    return load_le<T>(take(sizeof(T)).data());
  }

 private:
  std::span<const std::byte> bytes_;
  std::size_t position_ = 0;
  const std::filesystem::path* file_;
};

}  // namespace albert::io

#endif  // ALBERT_IO_BYTE_CURSOR_H_
