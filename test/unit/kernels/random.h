#ifndef ALBERT_TEST_UNIT_KERNELS_RANDOM_H_
#define ALBERT_TEST_UNIT_KERNELS_RANDOM_H_

#include <cstdint>
#include <vector>

namespace albert::test {

/// Uniform numbers in [-1, 1), the same for the same seed everywhere.
inline std::vector<float> random_floats(std::size_t count, std::uint64_t seed) {
  std::vector<float> values(count);
  std::uint64_t state = seed * 2654435761u + 1;
  for (float& value : values) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    value = static_cast<float>(static_cast<std::int64_t>(state >> 40) - (1 << 23)) * 0x1p-23f;
  }
  return values;
}

}  // namespace albert::test

#endif  // ALBERT_TEST_UNIT_KERNELS_RANDOM_H_
