// Functions whose values are rounded to bf16 next, which is off by up to 2⁻⁹ = 2e-3: half of the
// operations of those in simd.h and activations.h. While the matrix unit works it takes half of the
// vector units' rate, so these operations decide how much of an epilogue is hidden behind it.
#ifndef ALBERT_KERNELS_ISA_AMX_ACTIVATIONS_H_
#define ALBERT_KERNELS_ISA_AMX_ACTIVATIONS_H_

#include <immintrin.h>

#include "kernels/isa/simd.h"

namespace albert::kernels::ALBERT_ISA {
namespace {

/// 2^x with relative error below 1.1e-4 for every x: 0 for −∞ and what is far below the floats.
inline Packet coarse_exp2(Packet x) {
  // x minus the next lower whole number, and a polynomial of degree 3 for the power of that. The
  // last instruction multiplies with 2^⌊x⌋.
  const __m512 fraction = _mm512_reduce_ps(x, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);
  __m512 sum =
      _mm512_fmadd_ps(_mm512_set1_ps(0.0780245152f), fraction, _mm512_set1_ps(0.226067166f));
  sum = _mm512_fmadd_ps(sum, fraction, _mm512_set1_ps(0.695833537f));
  sum = _mm512_fmadd_ps(sum, fraction, _mm512_set1_ps(0.999925219f));
  return _mm512_scalef_ps(sum, x);
}

/// gelu_new of activations.h, off by less than 2e-4 of the value.
inline Packet coarse_gelu_new(Packet x) {
  constexpr float kFactor = -2 * 0.79788456080286536f * kLog2OfE;
  const Packet power =
      simd::pmul(x, simd::pmadd(simd::pmul(x, x), set1(kFactor * 0.044715f), set1(kFactor)));
  return simd::pmul(x, _mm512_rcp14_ps(simd::padd(coarse_exp2(power), set1(1.0f))));
}

/// 32 floats → bf16.
inline void store_bf16(std::uint16_t* to, Packet low, Packet high) {
  _mm512_storeu_si512(to, reinterpret_cast<__m512i>(_mm512_cvtne2ps_pbh(high, low)));
}

}  // namespace
}  // namespace albert::kernels::ALBERT_ISA

#endif  // ALBERT_KERNELS_ISA_AMX_ACTIVATIONS_H_
