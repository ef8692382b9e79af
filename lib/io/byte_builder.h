#ifndef ALBERT_IO_BYTE_BUILDER_H_
#define ALBERT_IO_BYTE_BUILDER_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace albert::io {

/// Little-endian numbers and texts, one after the other.
class ByteBuilder {
 public:
  template <typename T>
  ByteBuilder& number(T value) {
    text_.append(reinterpret_cast<const char*>(&value), sizeof value);
    return *this;
  }
  ByteBuilder& text(std::string_view text) {
    text_ += text;
    return *this;
  }
  ByteBuilder& varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) text_ += static_cast<char>((value & 0x7f) | 0x80);
    text_ += static_cast<char>(value);
    return *this;
  }
  ByteBuilder& zeros(std::size_t count) {
    text_.append(count, '\0');
    return *this;
  }

  std::size_t size() const noexcept { return text_.size(); }
  const std::string& string() const noexcept { return text_; }
  std::span<const std::byte> bytes() const noexcept { return std::as_bytes(std::span(text_)); }

 private:
  std::string text_;
};

}  // namespace albert::io

#endif  // ALBERT_IO_BYTE_BUILDER_H_
