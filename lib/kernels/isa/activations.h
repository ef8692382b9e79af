// The activation functions, alone and together with their derivatives.
#ifndef ALBERT_KERNELS_ISA_ACTIVATIONS_H_
#define ALBERT_KERNELS_ISA_ACTIVATIONS_H_

#include "kernels/isa/simd.h"

namespace albert::kernels::ALBERT_ISA {
namespace {

/// x·Φ(x). erf is a rational approximation with absolute error below 4e-7.
inline Packet gelu(Packet x) {
  const Packet half = simd::pmul(x, set1(0.5f));
  const Packet erf = simd::generic_fast_erf_float(simd::pmul(x, set1(0.70710678118654752f)));
  return simd::pmadd(half, erf, half);
}

/// ½x(1 + tanh u) with u = √(2/π)(x + 0.044715x³), computed as x / (1 + e^(−2u)).
inline Packet gelu_new(Packet x) {
  constexpr float kFactor = -2 * 0.79788456080286536f * kLog2OfE;
  const Packet power =
      simd::pmul(x, simd::pmadd(simd::pmul(x, x), set1(kFactor * 0.044715f), set1(kFactor)));
  return simd::pdiv(x, simd::padd(set1(1.0f), exp2(power)));
}

inline Packet relu(Packet x) {
  return simd::pmax(x, zero());
}
inline Packet tanh(Packet x) {
  return simd::ptanh(x);
}

// Training keeps the derivative of what it computes. These values differ from those above in the
// last bits.

struct WithDerivative {
  Packet value;
  Packet derivative;
};

/// x·Φ(x) and Φ(x) + x·φ(x).
inline WithDerivative gelu_derivative(Packet x) {
  const Packet half = set1(0.5f);
  const Packet erf = simd::generic_fast_erf_float(simd::pmul(x, set1(0.70710678118654752f)));
  const Packet cumulative = simd::pmadd(half, erf, half);
  const Packet density =
      simd::pmul(set1(0.39894228040143268f), exp(simd::pmul(simd::pmul(x, x), set1(-0.5f))));
  return {simd::pmul(x, cumulative), simd::pmadd(x, density, cumulative)};
}

/// x·s and s + x·s·(1 − s)·2u', where s = ½(1 + tanh u) = 1 / (1 + e^(−2u)).
inline WithDerivative gelu_new_derivative(Packet x) {
  constexpr float kSlope = 2 * 0.79788456080286536f;
  const Packet square = simd::pmul(x, x);
  const Packet minus_2u =
      simd::pmul(x, simd::pmadd(square, set1(-kSlope * 0.044715f), set1(-kSlope)));
  const Packet s = simd::pdiv(set1(1.0f), simd::padd(set1(1.0f), exp(minus_2u)));
  const Packet slope = simd::pmadd(square, set1(3 * kSlope * 0.044715f), set1(kSlope));
  const Packet value = simd::pmul(x, s);
  return {value, simd::pmadd(simd::pmul(value, simd::psub(set1(1.0f), s)), slope, s)};
}

inline WithDerivative relu_derivative(Packet x) {
  return {simd::pmax(x, zero()), simd::pand(simd::pcmp_lt(zero(), x), set1(1.0f))};
}

inline WithDerivative tanh_derivative(Packet x) {
  const Packet value = tanh(x);
  return {value, simd::psub(set1(1.0f), simd::pmul(value, value))};
}

}  // namespace
}  // namespace albert::kernels::ALBERT_ISA

#endif  // ALBERT_KERNELS_ISA_ACTIVATIONS_H_
