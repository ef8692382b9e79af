// Brings matrices into the layouts that the tiles read, in the number format of the product.
#ifndef ALBERT_TRAIN_KERNELS_ISA_OPERANDS_H_
#define ALBERT_TRAIN_KERNELS_ISA_OPERANDS_H_

#include <cstring>

#include "kernels/isa/tile.h"
#include "train/kernels/train_kernels.h"

namespace albert::train::ALBERT_ISA {
namespace {

using namespace albert::kernels::ALBERT_ISA;  // NOLINT: the packets and formats of this set

/// Fills the first `cols` columns of a tile, whose rows are kPanel floats.
inline void load_columns(const float* from, std::size_t stride, std::size_t rows, std::size_t cols,
                         float* tile) {
  for (std::size_t r = 0; r < rows; ++r) {
    std::memcpy(tile + r * kPanel, from + r * stride, cols * sizeof(float));
  }
}

/// Copies the first `cols` columns of such a tile.
inline void store_columns(const float* tile, std::size_t rows, std::size_t cols, float* to,
                          std::size_t stride) {
  for (std::size_t r = 0; r < rows; ++r) {
    std::memcpy(to + r * stride, tile + r * kPanel, cols * sizeof(float));
  }
}

/// Words of bf16 pairs: the even number below, the odd one above.
inline Bits pair_words(Packet even, Packet odd) {
#if defined(__AVX512BF16__)
  const auto wide = [](Packet x) {
    return _mm512_cvtepu16_epi32(reinterpret_cast<__m256i>(_mm512_cvtneps_pbh(x)));
  };
  return _mm512_or_epi32(wide(even), _mm512_slli_epi32(wide(odd), 16));
#else
  float pairs[2][kLanes];
  std::uint32_t words[kLanes];
  store(pairs[0], even);
  store(pairs[1], odd);
  for (std::size_t j = 0; j < kLanes; ++j) {
    words[j] = round_to_bf16(pairs[0][j]) >> 16 | (round_to_bf16(pairs[1][j]) & 0xffff0000u);
  }
  return simd::ploadu<Bits>(reinterpret_cast<const std::int32_t*>(words));
#endif
}

/// One word of each column of a panel, from kInputsPerWord rows of kPanel floats.
template <typename Format>
void interleave_rows(const float* const* rows, std::byte* to) {
  for (std::size_t j = 0; j < kPanel; j += kLanes, to += kPanelWordBytes / 2) {
    if constexpr (Format::kInputsPerWord == 1) {
      store(reinterpret_cast<float*>(to), load(rows[0] + j));
    } else {
      simd::pstoreu(reinterpret_cast<std::int32_t*>(to),
                    pair_words(load(rows[0] + j), load(rows[1] + j)));
    }
  }
}

template <typename Format>
void pack_columns(const ConstMatrix& m, std::size_t column, std::byte* panel) noexcept {
  constexpr std::size_t kInputsPerWord = Format::kInputsPerWord;
  alignas(64) float partial_panel[kInputsPerWord][kPanel] = {};
  const std::size_t cols = m.cols - column < kPanel ? m.cols - column : kPanel;
  for (std::size_t k = 0; k < m.rows; k += kInputsPerWord, panel += kPanelWordBytes) {
    const float* rows[kInputsPerWord];
    for (std::size_t g = 0; g < kInputsPerWord; ++g) {
      const bool inside = k + g < m.rows;
      rows[g] = inside && cols == kPanel ? m.row(k + g) + column : partial_panel[g];
      if (rows[g] != partial_panel[g]) continue;
      std::memset(partial_panel[g], 0, sizeof partial_panel[g]);
      if (inside) std::memcpy(partial_panel[g], m.row(k + g) + column, cols * sizeof(float));
    }
    interleave_rows<Format>(rows, panel);
  }
}

// A tile row of kTileRows floats in packets.
constexpr std::size_t kTilePackets = (kTileRows + kLanes - 1) / kLanes;
using TileRow = Packet[kTilePackets];

/// The first `count` ≤ kTileRows floats of a row, zeros behind.
inline void load_row(const float* from, std::size_t count, TileRow& row) {
#if defined(__AVX512F__)
  row[0] = _mm512_maskz_loadu_ps(static_cast<__mmask16>((1u << count) - 1), from);
#else
  float padded[kTilePackets * kLanes] = {};
  for (std::size_t j = 0; j < count; ++j) padded[j] = from[j];
  for (std::size_t i = 0; i < kTilePackets; ++i) row[i] = load(padded + i * kLanes);
#endif
}

/// Words of the numbers of kInputsPerWord rows, as a left operand.
template <typename Format>
void store_lhs_words(const TileRow (&rows)[Format::kInputsPerWord], std::byte* to) {
  if constexpr (Format::kInputsPerWord == 1) {
    std::memcpy(to, rows[0], kTileRows * kWordBytes);
  } else if constexpr (kNativeBf16) {
    const Bits words = pair_words(rows[0][0], rows[1][0]);
    std::memcpy(to, &words, kTileRows * kWordBytes);
  } else {
    auto* elements = reinterpret_cast<typename Format::Element*>(to);
    float numbers[Format::kInputsPerWord][kTilePackets * kLanes];
    std::memcpy(numbers, rows, sizeof numbers);
    for (std::size_t r = 0; r < kTileRows; ++r) {
      for (std::size_t g = 0; g < Format::kInputsPerWord; ++g) {
        Format::quantize(&numbers[g][r], 1, 1, elements + r * Format::kInputsPerWord + g);
      }
    }
  }
}

template <typename Format>
constexpr std::size_t kTileStep = kTileRows* kLhsWordBytes<Format>;

template <typename Format>
void pack_tile(const ConstMatrix& m, std::size_t column, std::size_t columns, std::byte* tile,
               float* sums) noexcept {
  constexpr std::size_t kInputsPerWord = Format::kInputsPerWord;
  TileRow total;
  for (Packet& part : total) part = zero();
  const float* from = m.data + column;
  for (std::size_t k = 0; k < m.rows; k += kInputsPerWord, tile += kTileStep<Format>) {
    TileRow rows[kInputsPerWord];
    for (std::size_t g = 0; g < kInputsPerWord; ++g, from += m.stride) {
      load_row(from, k + g < m.rows ? columns : 0, rows[g]);
      for (std::size_t i = 0; i < kTilePackets; ++i) total[i] = simd::padd(total[i], rows[g][i]);
    }
    store_lhs_words<Format>(rows, tile);
  }
  if (sums == nullptr) return;
  float numbers[kTilePackets * kLanes];
  std::memcpy(numbers, total, sizeof numbers);
  for (std::size_t j = 0; j < columns; ++j) sums[j] += numbers[j];
}

}  // namespace
}  // namespace albert::train::ALBERT_ISA

#endif  // ALBERT_TRAIN_KERNELS_ISA_OPERANDS_H_
