// The number formats of a product's operands. In the right operand (weights) kInputsPerWord inputs
// share a 32-bit word. A packet of such words is multiplied with the left operand's (activations')
// same inputs, broadcast to all lanes, and added to a packet of sums (numbers of type Total), in
// kStepsPerWord instructions.
#ifndef ALBERT_KERNELS_ISA_FORMATS_H_
#define ALBERT_KERNELS_ISA_FORMATS_H_

#include <bit>
#include <cmath>
#include <cstring>
#include <type_traits>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "kernels/isa/simd.h"
#include "kernels/rows.h"

namespace albert::kernels::ALBERT_ISA {
namespace {

struct F32 {
  using Element = float;
  using Weight = Element;
  using Sum = Packet;
  using Total = float;
  static constexpr std::size_t kInputsPerWord = 1;
  static constexpr std::size_t kStepsPerWord = 1;
  static constexpr bool kScaled = false;

  static Sum load_sums(const float* at) { return load(at); }
  static Packet broadcast_lhs(const std::byte* at, std::size_t) {
    return set1(*reinterpret_cast<const float*>(at));
  }
  static Packet load_rhs(const std::byte* at, std::size_t) {
    return simd::pload<Packet>(reinterpret_cast<const float*>(at));
  }
  static Sum multiply_add(Packet a, Packet b, Sum sum) { return simd::pmadd(a, b, sum); }
  static void quantize(const float* from, std::size_t count, float factor, Element* to) {
    for (std::size_t k = 0; k < count; ++k) to[k] = from[k] * factor;
  }
};

inline Bits broadcast_word(const std::byte* at) {
  return simd::pset1<Bits>(*reinterpret_cast<const std::int32_t*>(at));
}
inline Bits load_words(const std::byte* at) {
  return simd::pload<Bits>(reinterpret_cast<const std::int32_t*>(at));
}

#if defined(__AVX512BF16__)
constexpr bool kNativeBf16 = true;
#else
constexpr bool kNativeBf16 = false;
#endif

/// Rounds to the nearest bf16, ties to even; NaN stays NaN. The lower 16 bits are without meaning.
inline std::uint32_t round_to_bf16(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t rounded = bits + 0x7fffu + ((bits >> 16) & 1u);
  const bool nan = (bits & 0x7fffffffu) > 0x7f800000u;
  return nan ? bits | 0x400000u : rounded;
}

/// Pairs of bf16. Without the instruction the halves of the right operand are widened to f32 and
/// multiplied in turn; the left one, rounded all the same, is kept as f32, ready for that.
struct Bf16 {
  using Element = std::conditional_t<kNativeBf16, std::uint16_t, float>;
  using Weight = std::uint16_t;
  using Sum = Packet;
  using Total = float;
  static constexpr std::size_t kInputsPerWord = 2;
  static constexpr std::size_t kStepsPerWord = kNativeBf16 ? 1 : 2;
  static constexpr bool kScaled = false;

  static Sum load_sums(const float* at) { return load(at); }

#if defined(__AVX512BF16__)
  static Bits broadcast_lhs(const std::byte* at, std::size_t) {
    return broadcast_word(at);
  }
  static Bits load_rhs(const std::byte* at, std::size_t) {
    return load_words(at);
  }
  static Sum multiply_add(Bits a, Bits b, Sum sum) {
    return _mm512_dpbf16_ps(sum, reinterpret_cast<__m512bh>(a), reinterpret_cast<__m512bh>(b));
  }
#else
  static Packet broadcast_lhs(const std::byte* at, std::size_t step) {
    return set1(reinterpret_cast<const float*>(at)[step]);
  }
  static Packet load_rhs(const std::byte* at, std::size_t step) {
    const Bits pair = load_words(at);
    const auto upper = simd::pset1<Bits>(static_cast<std::int32_t>(0xffff0000u));
    return simd::preinterpret<Packet>(step == 0 ? simd::plogical_shift_left<16>(pair)
                                                : simd::pand(pair, upper));
  }
  static Sum multiply_add(Packet a, Packet b, Sum sum) {
    return simd::pmadd(a, b, sum);
  }
#endif

  static void quantize(const float* from, std::size_t count, float factor, std::uint16_t* to) {
    std::size_t k = 0;
#if defined(__AVX512BF16__)
    for (; k + 16 <= count; k += 16) {
      const __m256bh packed =
          _mm512_cvtneps_pbh(_mm512_mul_ps(_mm512_loadu_ps(from + k), _mm512_set1_ps(factor)));
      std::memcpy(to + k, &packed, sizeof packed);
    }
#endif
    for (; k < count; ++k)
      to[k] = static_cast<std::uint16_t>(round_to_bf16(from[k] * factor) >> 16);
  }
  /// Numbers that are bf16 already.
  static void quantize(const std::uint16_t* from, std::size_t count, float, std::uint16_t* to) {
    std::memcpy(to, from, count * sizeof *from);
  }
  static void quantize(const float* from, std::size_t count, float factor, float* to) {
    for (std::size_t k = 0; k < count; ++k) {
      to[k] = std::bit_cast<float>(round_to_bf16(from[k] * factor) & 0xffff0000u);
    }
  }
};

/// sum + the two products of 16-bit integers in each word, for processors whose instruction for it
/// is not named here.
inline Bits multiply_add_pairs(Bits a, Bits b, Bits sum) {
  std::int16_t left[2 * kLanes];
  std::int16_t right[2 * kLanes];
  std::int32_t sums[kLanes];
  std::memcpy(left, &a, sizeof left);
  std::memcpy(right, &b, sizeof right);
  std::memcpy(sums, &sum, sizeof sums);
  for (std::size_t j = 0; j < kLanes; ++j) {
    sums[j] += left[2 * j] * right[2 * j] + left[2 * j + 1] * right[2 * j + 1];
  }
  std::memcpy(&sum, sums, sizeof sums);
  return sum;
}

/// Integers of 8 bits. With VNNI four to a word: the left operand is stored as value + 128, and the
/// sums start from −128·Σweights to make up for it. Without, two to a word as 16-bit integers.
/// Either way the integer sums are exact, so every instruction set gets the same ones.
struct Int8 {
  using Sum = Bits;
  using Total = std::int32_t;
  static constexpr std::size_t kStepsPerWord = 1;
  static constexpr bool kScaled = true;
#if defined(__AVX512VNNI__)
  using Element = std::uint8_t;
  using Weight = std::int8_t;
  static constexpr std::size_t kInputsPerWord = 4;
  static constexpr int kOffset = 128;
#else
  using Element = std::int16_t;
  using Weight = std::int16_t;
  static constexpr std::size_t kInputsPerWord = 2;
  static constexpr int kOffset = 0;
#endif

  static Sum load_sums(const std::int32_t* at) {
    return simd::ploadu<Bits>(at);
  }
  static Bits broadcast_lhs(const std::byte* at, std::size_t) {
    return broadcast_word(at);
  }
  static Bits load_rhs(const std::byte* at, std::size_t) {
    return load_words(at);
  }

  static Sum multiply_add(Bits a, Bits b, Sum sum) {
#if defined(__AVX512VNNI__)
    // Not the intrinsic: g++ 12 then keeps the sums in memory instead of registers.
    asm("vpdpbusd %2, %1, %0" : "+v"(sum) : "v"(a), "v"(b));
    return sum;
#elif defined(__AVX512BW__)
    return _mm512_add_epi32(sum, _mm512_madd_epi16(a, b));
#elif defined(__AVX2__)
    return _mm256_add_epi32(sum, _mm256_madd_epi16(a, b));
#elif defined(__SSE2__)
    return _mm_add_epi32(sum, _mm_madd_epi16(a, b));
#else
    return multiply_add_pairs(a, b, sum);
#endif
  }

  /// Largest magnitude of a row.
  static float largest(const float* from, std::size_t count) {
    Packet most = zero();
    std::size_t k = 0;
    for (; k + kLanes <= count; k += kLanes) most = simd::pmax(most, simd::pabs(load(from + k)));
    float result = simd::predux_max(most);
    for (; k < count; ++k) result = std::fabs(from[k]) > result ? std::fabs(from[k]) : result;
    return result;
  }

  /// Rounds from·factor, which must lie within ±127, to nearest even. `Stored` is Element for
  /// activations and Weight for weights.
  template <typename Stored>
  static void quantize(const float* from, std::size_t count, float factor, Stored* to) {
    constexpr int kShift = std::is_same_v<Stored, Weight> ? 0 : kOffset;
    std::size_t k = 0;
#if defined(__AVX512VNNI__)
    const __m512 factors = _mm512_set1_ps(factor);
    for (; k + 16 <= count; k += 16) {
      const __m512i whole = _mm512_cvtps_epi32(_mm512_mul_ps(_mm512_loadu_ps(from + k), factors));
      const __m128i bytes =
          _mm512_cvtepi32_epi8(_mm512_add_epi32(whole, _mm512_set1_epi32(kShift)));
      std::memcpy(to + k, &bytes, sizeof bytes);
    }
#endif
    for (; k < count; ++k) to[k] = static_cast<Stored>(std::lrint(from[k] * factor) + kShift);
  }
  /// Weights that are integers already.
  static void quantize(const std::int8_t* from, std::size_t count, float, Weight* to) {
    for (std::size_t k = 0; k < count; ++k) to[k] = from[k];
  }
};

/// Bytes of the left operand that go with one word of a panel.
template <typename Format>
constexpr std::size_t kLhsWordBytes = Format::kInputsPerWord * sizeof(typename Format::Element);

/// The rows that a kernel writes for products in a format: where these are left operands as they
/// are, bf16.
template <typename Format>
constexpr RowFormat kOperandRows =
    std::is_same_v<typename Format::Element, std::uint16_t> ? RowFormat::bf16 : RowFormat::f32;

template <typename Format>
constexpr std::size_t words(std::size_t inputs) {
  return (inputs + Format::kInputsPerWord - 1) / Format::kInputsPerWord;
}

}  // namespace
}  // namespace albert::kernels::ALBERT_ISA

#endif  // ALBERT_KERNELS_ISA_FORMATS_H_
