#ifndef ALBERT_TRAIN_KERNELS_ISA_DROPOUT_H_
#define ALBERT_TRAIN_KERNELS_ISA_DROPOUT_H_

#include <cstddef>
#include <cstdint>

#include "train/kernels/dropout.h"

namespace albert::train::ALBERT_ISA {
namespace {

/// A counter hashed with 32-bit operations, so that compilers turn the loop into vectors.
void drop(const Dropout& dropout, std::uint64_t key, float* values, std::size_t count) noexcept {
  key = (key ^ (key >> 30)) * 0xbf58476d1ce4e5b9U;
  key = (key ^ (key >> 27)) * 0x94d049bb133111ebU;
  const auto low = static_cast<std::uint32_t>(key);
  const auto high = static_cast<std::uint32_t>(key >> 32);
  const std::uint32_t threshold = dropout.threshold;
  const float scale = dropout.scale;
  for (std::size_t j = 0; j < count; ++j) {
    std::uint32_t x = low + static_cast<std::uint32_t>(j);
    x = (x ^ (x >> 16)) * 0x7feb352dU;
    x = (x ^ high ^ (x >> 15)) * 0x846ca68bU;
    x ^= x >> 16;
    values[j] *= x < threshold ? 0.0f : scale;
  }
}

}  // namespace
}  // namespace albert::train::ALBERT_ISA

#endif  // ALBERT_TRAIN_KERNELS_ISA_DROPOUT_H_
