#ifndef ALBERT_TRAIN_DATA_DIGEST_H_
#define ALBERT_TRAIN_DATA_DIGEST_H_

#include <cstdint>
#include <string_view>

namespace albert::train {

/// Non-cryptographic fingerprint (FNV-1a, 64 bit).
class Digest {
 public:
  void add(std::string_view bytes) noexcept {
    for (const char byte : bytes) add_byte(static_cast<unsigned char>(byte));
  }
  void add(std::uint64_t number) noexcept {
    for (int i = 0; i < 8; ++i) add_byte(static_cast<unsigned char>(number >> (8 * i)));
  }
  std::uint64_t value() const noexcept { return value_; }

 private:
  void add_byte(unsigned char byte) noexcept { value_ = (value_ ^ byte) * 0x100000001b3U; }

  std::uint64_t value_ = 0xcbf29ce484222325U;
};

}  // namespace albert::train

#endif  // ALBERT_TRAIN_DATA_DIGEST_H_
