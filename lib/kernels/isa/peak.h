// The peak rate of multiply-adds of this instruction set: operands in registers only.
#ifndef ALBERT_KERNELS_ISA_PEAK_H_
#define ALBERT_KERNELS_ISA_PEAK_H_

#include <random>

#include "kernels/isa/formats.h"

namespace albert::kernels::ALBERT_ISA {
namespace {

/// Independent sums: enough to hide the latency of the instruction, few enough for registers.
constexpr std::size_t kLoopSums = kLanes == 16 ? 24 : 12;

/// Optimization barrier: forces `value` into a register.
template <typename Value>
Value keep_in_register(Value value) {
#if defined(__x86_64__) && !defined(__clang__)  // clang 14 takes no wrapped vectors here
  asm volatile("" : "+v"(value));
#endif
  return value;
}

/// Optimization barrier: whatever `at` points to is read.
inline void keep_in_memory(const void* at) {
#if defined(__GNUC__)
  asm volatile("" : : "r"(at) : "memory");
#endif
}

/// Arithmetic operations (a multiply and an add are two) of one iteration of fma_loop().
template <typename Format>
constexpr double fma_loop_operations() {
  return 2.0 *
         static_cast<double>(kLoopSums * kLanes * Format::kInputsPerWord / Format::kStepsPerWord);
}

/// Fills words with random operands: numbers in [1, 2), or any integers. Zeros would do for the
/// arithmetic, but processors run at a higher clock while they multiply zeros.
template <typename Format>
void fill_operands(std::uint32_t* words, std::size_t count) {
  std::minstd_rand random;
  for (std::size_t i = 0; i < count; ++i) {
    const auto bits = static_cast<std::uint32_t>(random());
    if constexpr (Format::kScaled) {
      words[i] = bits;
    } else if constexpr (Format::kInputsPerWord == 2) {
      words[i] = (bits & 0x007f007fu) | 0x3f803f80u;
    } else {
      words[i] = (bits & 0x007fffffu) | 0x3f800000u;
    }
  }
}

template <typename Format>
void fma_loop(std::size_t iterations) noexcept {
  alignas(64) std::uint32_t words[kLanes];
  fill_operands<Format>(words, kLanes);
  auto a = Format::load_rhs(reinterpret_cast<const std::byte*>(words), 0);
  alignas(64) const typename Format::Total zeros[kLanes] = {};
  typename Format::Sum sum[kLoopSums];
#pragma GCC unroll 32
  for (std::size_t i = 0; i < kLoopSums; ++i) sum[i] = Format::load_sums(zeros);
  for (std::size_t n = 0; n < iterations; ++n) {
#pragma GCC unroll 32
    for (std::size_t i = 0; i < kLoopSums; ++i) {
      a = keep_in_register(a);  // else the products could be hoisted out of the loop
      sum[i] = keep_in_register(Format::multiply_add(a, a, sum[i]));
    }
  }
}

}  // namespace
}  // namespace albert::kernels::ALBERT_ISA

#endif  // ALBERT_KERNELS_ISA_PEAK_H_
