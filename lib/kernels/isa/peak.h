// How fast this instruction set multiplies and adds when nothing else is in the way.
#ifndef ALBERT_KERNELS_ISA_PEAK_H_
#define ALBERT_KERNELS_ISA_PEAK_H_

#include "kernels/isa/formats.h"

namespace albert::kernels::ALBERT_ISA {
namespace {

/// Independent sums: enough to hide the latency of the instruction, few enough for registers.
constexpr std::size_t kBurnSums = kLanes == 16 ? 24 : 12;

/// Makes the compiler believe that somebody needs this value now, in a register.
template <typename Value>
Value needed(Value value) {
#if defined(__x86_64__) && !defined(__clang__)  // clang 14 takes no wrapped vectors here
  asm volatile("" : "+v"(value));
#endif
  return value;
}

/// Arithmetic operations (a multiply and an add are two) of one iteration of burn().
template <typename Format>
constexpr double burn_operations() {
  return 2.0 * static_cast<double>(kBurnSums * kLanes * Format::kGroup / Format::kParts);
}

template <typename Format>
void burn(std::size_t iterations) noexcept {
  alignas(64) const std::int32_t words[kLanes] = {};
  auto a = Format::panel(reinterpret_cast<const std::byte*>(words), 0);
  typename Format::Sum sum[kBurnSums];
#pragma GCC unroll 32
  for (std::size_t i = 0; i < kBurnSums; ++i) sum[i] = Format::start(words);
  for (std::size_t n = 0; n < iterations; ++n) {
#pragma GCC unroll 32
    for (std::size_t i = 0; i < kBurnSums; ++i) {
      a = needed(a);  // else a product without a sum of its own would be taken out of the loop
      sum[i] = needed(Format::multiply_add(a, a, sum[i]));
    }
  }
}

}  // namespace
}  // namespace albert::kernels::ALBERT_ISA

#endif  // ALBERT_KERNELS_ISA_PEAK_H_
