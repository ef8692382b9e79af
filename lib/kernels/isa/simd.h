// Packets of floats and the elementary functions on them, written once over Eigen's packet layer
// and compiled once per instruction set (ALBERT_ISA names its namespace, Eigen itself is renamed).
// Everything in lib/kernels/isa has internal linkage: nothing here may be shared between sets.
#ifndef ALBERT_KERNELS_ISA_SIMD_H_
#define ALBERT_KERNELS_ISA_SIMD_H_

#include <Eigen/Core>
#include <cstddef>
#include <unsupported/Eigen/SpecialFunctions>

#define ALBERT_STRING_(x) #x
#define ALBERT_STRING(x) ALBERT_STRING_(x)

namespace albert::kernels::ALBERT_ISA {
namespace {

namespace simd = Eigen::internal;

using Packet = simd::packet_traits<float>::type;
constexpr const char* kIsaName = ALBERT_STRING(ALBERT_ISA);
constexpr std::size_t kLanes = simd::unpacket_traits<Packet>::size;
/// As many 32-bit integers as a Packet has floats.
using Bits = simd::unpacket_traits<Packet>::integer_packet;

inline Packet load(const float* at) {
  return simd::ploadu<Packet>(at);
}
inline void store(float* at, Packet value) {
  simd::pstoreu<float, Packet>(at, value);
}
inline Packet set1(float value) {
  return simd::pset1<Packet>(value);
}
inline Packet zero() {
  return simd::pset1<Packet>(0.0f);
}

/// 2^whole for whole numbers in [-126, 127].
inline Packet power_of_two(Packet whole) {
  const Bits exponent = simd::padd(simd::pcast<Packet, Bits>(whole), simd::pset1<Bits>(127));
  return simd::preinterpret<Packet>(simd::plogical_shift_left<23>(exponent));
}

/// e^x with relative error below 2e-7 for x in [-87, 88]; exactly 0 below −87 (so −∞ gets no
/// weight in a softmax). 2^n · e^r with |r| ≤ ½ ln 2, by the polynomial of Cephes.
inline Packet exp(Packet x) {
  const Packet lowest = set1(-87.0f);
  const Packet clamped = simd::pmin(simd::pmax(x, lowest), set1(88.0f));
  const Packet n = simd::pfloor(simd::pmadd(clamped, set1(1.44269504f), set1(0.5f)));
  Packet r = simd::pmadd(n, set1(-0.693359375f), clamped);
  r = simd::pmadd(n, set1(2.12194440e-4f), r);
  const Packet square = simd::pmul(r, r);
  Packet high = simd::pmadd(set1(1.9875691500e-4f), r, set1(1.3981999507e-3f));
  Packet low = simd::pmadd(set1(4.1665795894e-2f), r, set1(1.6666665459e-1f));
  high = simd::pmadd(high, r, set1(8.3334519073e-3f));
  low = simd::pmadd(low, r, set1(5.0000001201e-1f));
  const Packet tail = simd::pmadd(high, simd::pmul(square, r), low);
  const Packet result = simd::pmadd(tail, square, simd::padd(r, set1(1.0f)));
  return simd::pandnot(simd::pmul(result, power_of_two(n)), simd::pcmp_lt(x, lowest));
}

constexpr float kLog2OfE = 1.44269504f;
constexpr float kLowestPower = -125;

/// 2^x with relative error below 2e-7 for x in [kLowestPower, 127]; beyond them that of the limit.
inline Packet exp2(Packet x) {
  const Packet clamped = simd::pmin(simd::pmax(x, set1(kLowestPower)), set1(127.0f));
  const Packet n = simd::print(clamped);
  const Packet f = simd::psub(clamped, n);
  // The polynomial of degree 6 whose largest error for |f| ≤ ½ is smallest.
  Packet sum = simd::pmadd(set1(1.53458113e-4f), f, set1(1.33999321e-3f));
  sum = simd::pmadd(sum, f, set1(9.61848907e-3f));
  sum = simd::pmadd(sum, f, set1(5.55032864e-2f));
  sum = simd::pmadd(sum, f, set1(0.240226462f));
  sum = simd::pmadd(sum, f, set1(0.693147182f));
  sum = simd::pmadd(sum, f, set1(1.0f));
  const Bits exponent = simd::plogical_shift_left<23>(simd::pcast<Packet, Bits>(n));
  return simd::preinterpret<Packet>(simd::padd(simd::preinterpret<Bits>(sum), exponent));
}

}  // namespace
}  // namespace albert::kernels::ALBERT_ISA

#endif  // ALBERT_KERNELS_ISA_SIMD_H_
