#ifndef ALBERT_TEST_FUZZ_TOUCH_H_
#define ALBERT_TEST_FUZZ_TOUCH_H_

#include <cstddef>
#include <span>

namespace albert::fuzz {

/// Reads every byte, so that the sanitizer sees a view that reaches where it should not.
inline void touch(std::span<const std::byte> bytes) {
  unsigned sum = 0;
  for (const std::byte byte : bytes) sum += std::to_integer<unsigned>(byte);
  asm volatile("" : : "r"(sum));
}

}  // namespace albert::fuzz

#endif  // ALBERT_TEST_FUZZ_TOUCH_H_
