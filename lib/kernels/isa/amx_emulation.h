// The tile instructions by AVX-512, bit for bit, for processors that lack them.
#ifndef ALBERT_KERNELS_ISA_AMX_EMULATION_H_
#define ALBERT_KERNELS_ISA_AMX_EMULATION_H_

#include <immintrin.h>

#include "kernels/isa/amx_config.h"

namespace albert::kernels::ALBERT_ISA {
namespace {

/// While it lives, arithmetic on floats takes denormal operands as zero, gives zero for denormal
/// results and rounds to nearest even, as tdpbf16ps does whatever MXCSR says. The memory clobbers
/// keep loads, and with them the arithmetic on what was loaded, inside.
class FlushedDenormals {
 public:
  FlushedDenormals() : before_(_mm_getcsr()) {
    constexpr std::uint32_t kMasked = 0x1f80;
    constexpr std::uint32_t kFlushToZero = 0x8000;
    constexpr std::uint32_t kDenormalsAreZero = 0x40;
    set(kMasked | kFlushToZero | kDenormalsAreZero);
  }
  ~FlushedDenormals() { set(before_); }
  FlushedDenormals(const FlushedDenormals&) = delete;
  FlushedDenormals& operator=(const FlushedDenormals&) = delete;

 private:
  static void set(std::uint32_t state) { asm volatile("ldmxcsr %0" : : "m"(state) : "memory"); }

  std::uint32_t before_;
};

/// Eight tiles in memory, with the interface of HardwareTiles.
class EmulatedTiles {
 public:
  static void fence() noexcept {}

  template <int kTile>
  void load(const void* from, std::size_t stride) noexcept {
    for (std::size_t r = 0; r < kTileHeight; ++r) {
      tiles_[kTile].rows[r] = _mm512_loadu_si512(static_cast<const char*>(from) + r * stride);
    }
  }
  template <int kTile>
  void load_stream(const void* from, std::size_t stride) noexcept {
    load<kTile>(from, stride);
  }
  template <int kTile>
  void store(void* to, std::size_t stride) const noexcept {
    for (std::size_t r = 0; r < kTileHeight; ++r) {
      _mm512_storeu_si512(static_cast<char*>(to) + r * stride, tiles_[kTile].rows[r]);
    }
  }

  /// The even inputs of all pairs are one chain of fused multiply-adds that starts from zero, the
  /// odd ones another. The two are added, then their sum to the sum so far.
  template <int kSum, int kLeft, int kRight>
  void multiply_bf16() noexcept {
    const FlushedDenormals flushed;
    for (std::size_t m = 0; m < kTileHeight; ++m) {
      __m512 even = _mm512_setzero_ps();
      __m512 odd = _mm512_setzero_ps();
      for (std::size_t k = 0; k < kTileHeight; ++k) {
        const __m512i left = broadcast_word(tiles_[kLeft], m, k);
        const __m512i right = tiles_[kRight].rows[k];
        even = _mm512_fmadd_ps(lower(left), lower(right), even);
        odd = _mm512_fmadd_ps(upper(left), upper(right), odd);
      }
      __m512i& sum = tiles_[kSum].rows[m];
      sum = _mm512_castps_si512(_mm512_add_ps(_mm512_castsi512_ps(sum), _mm512_add_ps(even, odd)));
    }
  }
  template <int kSum, int kLeft, int kRight>
  void multiply_int8() noexcept {
    for (std::size_t m = 0; m < kTileHeight; ++m) {
      __m512i& sum = tiles_[kSum].rows[m];
      for (std::size_t k = 0; k < kTileHeight; ++k) {
        const __m512i left = broadcast_word(tiles_[kLeft], m, k);
        sum = _mm512_dpbusd_epi32(sum, left, tiles_[kRight].rows[k]);
      }
    }
  }

 private:
  struct Tile {
    __m512i rows[kTileHeight];
  };

  static __m512i broadcast_word(const Tile& tile, std::size_t row, std::size_t word) {
    return _mm512_permutexvar_epi32(_mm512_set1_epi32(static_cast<int>(word)), tile.rows[row]);
  }
  /// The numbers of a vector of pairs of bf16 as floats.
  static __m512 lower(__m512i pairs) { return _mm512_castsi512_ps(_mm512_slli_epi32(pairs, 16)); }
  static __m512 upper(__m512i pairs) {
    return _mm512_castsi512_ps(_mm512_and_si512(pairs, _mm512_set1_epi32(-65536)));
  }

  Tile tiles_[8];
};

}  // namespace
}  // namespace albert::kernels::ALBERT_ISA

#endif  // ALBERT_KERNELS_ISA_AMX_EMULATION_H_
