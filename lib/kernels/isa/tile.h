// The register tile: a few rows × one panel, inputs innermost, no cache blocking over the inputs.
#ifndef ALBERT_KERNELS_ISA_TILE_H_
#define ALBERT_KERNELS_ISA_TILE_H_

#include <utility>

#include "kernels/isa/pack.h"

namespace albert::kernels::ALBERT_ISA {
namespace {

// Two packets per row: 28 of 32 registers hold sums with AVX-512, 12 of 16 with AVX2 and SSE.
constexpr std::size_t kTileRows = kLanes == 16 ? 14 : 6;

alignas(64) constexpr float kZeros[kPanel] = {};

/// What the columns of one panel need besides its words; arrays of kPanel numbers.
template <typename Format>
struct Columns {
  const typename Format::Total* start;  ///< what the sums start from
  const float* bias;                    ///< added to the sums
  const float* scales = nullptr;        ///< of the weights, when the format is scaled
};

/// A sum of the columns from j on, scaled if the format is, plus the bias.
template <typename Format>
[[gnu::always_inline]] inline Packet value_of(typename Format::Sum sum, const float* row_scale,
                                              const Columns<Format>& columns, std::size_t j) {
  if constexpr (Format::kScaled) {
    const Packet scale = simd::pmul(set1(*row_scale), load(columns.scales + j));
    return simd::pmadd(simd::pcast<Bits, Packet>(sum), scale, load(columns.bias + j));
  } else {
    return simd::padd(sum, load(columns.bias + j));
  }
}

inline void prefetch(const std::byte* at) {
#if defined(__GNUC__)
  __builtin_prefetch(at, 0, 2);  // into the second-level cache
#endif
}

/// sum[R] += one word of each row, `row_step` bytes apart, times the panel's words for it. The
/// inner loop of all products of inference and training; inlined to keep the sums in registers.
template <typename Format, std::size_t R>
[[gnu::always_inline]] inline void multiply_word(const std::byte* words, std::size_t row_step,
                                                 const std::byte* panel,
                                                 typename Format::Sum (&sum)[R][2]) {
#pragma GCC unroll 2
  for (std::size_t step = 0; step < Format::kStepsPerWord; ++step) {
    const auto b0 = Format::load_rhs(panel, step);
    const auto b1 = Format::load_rhs(panel + kPanelWordBytes / 2, step);
#pragma GCC unroll 16
    for (std::size_t r = 0; r < R; ++r) {
      const auto a = Format::broadcast_lhs(words + r * row_step, step);
      sum[r][0] = Format::multiply_add(a, b0, sum[r][0]);
      sum[r][1] = Format::multiply_add(a, b1, sum[r][1]);
    }
  }
}

/// c[R][kPanel] = start + a[R]·panel + bias over `count` words. Every element is one chain of
/// multiply-adds, whatever R: a row's result never depends on its neighbours. Meanwhile kFetch
/// cache lines from `next` on are prefetched for each word.
template <typename Format, std::size_t R, std::size_t kFetch>
void tile(const std::byte* a, std::size_t a_stride, const float* row_scales, const std::byte* panel,
          std::size_t count, const Columns<Format>& columns, float* c, std::size_t c_stride,
          const std::byte* next) {
  typename Format::Sum sum[R][2];
#pragma GCC unroll 16
  for (std::size_t r = 0; r < R; ++r) {
    sum[r][0] = Format::load_sums(columns.start);
    sum[r][1] = Format::load_sums(columns.start + kLanes);
  }
  for (std::size_t k = 0; k < count; ++k) {
    for (std::size_t line = 0; line < kFetch; ++line) prefetch(next + (k * kFetch + line) * 64);
    multiply_word<Format>(a + k * kLhsWordBytes<Format>, a_stride, panel + k * kPanelWordBytes,
                          sum);
  }
#pragma GCC unroll 16
  for (std::size_t r = 0; r < R; ++r) {
#pragma GCC unroll 2
    for (std::size_t half = 0; half < 2; ++half) {
      const std::size_t j = half * kLanes;
      const float* row_scale = Format::kScaled ? row_scales + r : nullptr;
      store(c + r * c_stride + j, value_of<Format>(sum[r][half], row_scale, columns, j));
    }
  }
}

template <typename Format, std::size_t kFetch, std::size_t... R>
constexpr auto pick_tile(std::size_t rows, std::index_sequence<R...>) {
  constexpr decltype(&tile<Format, 1, kFetch>) kTiles[] = {tile<Format, R + 1, kFetch>...};
  return kTiles[rows - 1];
}

/// `rows` ≤ kTileRows rows of a product with one panel.
template <typename Format, std::size_t kFetch = 0>
void multiply(std::size_t rows, const std::byte* a, std::size_t a_stride, const float* row_scales,
              const std::byte* panel, std::size_t count, const Columns<Format>& columns, float* c,
              std::size_t c_stride, const std::byte* next = nullptr) {
  pick_tile<Format, kFetch>(rows, std::make_index_sequence<kTileRows>())(
      a, a_stride, row_scales, panel, count, columns, c, c_stride, next);
}

}  // namespace
}  // namespace albert::kernels::ALBERT_ISA

#endif  // ALBERT_KERNELS_ISA_TILE_H_
