// The peak rate of multiply-adds of this instruction set: operands in registers only.
#ifndef ALBERT_KERNELS_ISA_PEAK_H_
#define ALBERT_KERNELS_ISA_PEAK_H_

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

/// Arithmetic operations (a multiply and an add are two) of one iteration of fma_loop().
template <typename Format>
constexpr double fma_loop_operations() {
  return 2.0 *
         static_cast<double>(kLoopSums * kLanes * Format::kInputsPerWord / Format::kStepsPerWord);
}

template <typename Format>
void fma_loop(std::size_t iterations) noexcept {
  alignas(64) const typename Format::Total words[kLanes] = {};
  auto a = Format::load_rhs(reinterpret_cast<const std::byte*>(words), 0);
  typename Format::Sum sum[kLoopSums];
#pragma GCC unroll 32
  for (std::size_t i = 0; i < kLoopSums; ++i) sum[i] = Format::load_sums(words);
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
