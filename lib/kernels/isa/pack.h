// Brings rows of floats into the layouts that the tiles read: left operands as rows of words, right
// operands as panels of words.
#ifndef ALBERT_KERNELS_ISA_PACK_H_
#define ALBERT_KERNELS_ISA_PACK_H_

#include <algorithm>
#include <array>

#include "kernels/isa/formats.h"
#include "kernels/kernel_table.h"

namespace albert::kernels::ALBERT_ISA {
namespace {

constexpr std::size_t kWordBytes = 4;
constexpr std::size_t kPanel = 2 * kLanes;
constexpr std::size_t kPanelWordBytes = kPanel * kWordBytes;  // bytes of a panel per word of inputs

constexpr std::size_t panel_count(std::size_t columns) {
  return (columns + kPanel - 1) / kPanel;
}

/// panel[w][j] = rows[j][w] for `count` ≤ kChunk words of kPanel rows, by blocks of registers.
constexpr std::size_t kChunk = 64;
using WordRows = float[kPanel][kChunk];

inline void transpose_words(const WordRows& rows, std::size_t count, std::byte* panel) {
  auto* out = reinterpret_cast<float*>(panel);
  for (std::size_t half = 0; half < kPanel; half += kLanes) {
    for (std::size_t w = 0; w < count; w += kLanes) {
      simd::PacketBlock<Packet, static_cast<int>(kLanes)> block;
      for (std::size_t i = 0; i < kLanes; ++i) {
        block.packet[i] = simd::pload<Packet>(&rows[half + i][w]);
      }
      simd::ptranspose(block);
      const std::size_t valid = count - w < kLanes ? count - w : kLanes;
      for (std::size_t i = 0; i < valid; ++i) {
        simd::pstore(out + (w + i) * kPanel + half, block.packet[i]);
      }
    }
  }
}

/// The factors of rows that are packed as they are.
constexpr std::array<float, kPanel> kOnes = [] {
  std::array<float, kPanel> ones = {};
  ones.fill(1);
  return ones;
}();

/// Packs kPanel rows (null = zeros) of `inputs` values, each multiplied with its factor.
template <typename Format, typename Value>
void pack_rows(const Value* const* rows, const float* factors, std::size_t inputs,
               std::byte* panel) {
  alignas(64) WordRows chunk;
  constexpr std::size_t kInputs = kChunk * Format::kInputsPerWord;
  for (std::size_t first = 0; first < inputs; first += kInputs) {
    const std::size_t count = inputs - first < kInputs ? inputs - first : kInputs;
    for (std::size_t j = 0; j < kPanel; ++j) {
      if (rows[j] == nullptr || count < kInputs) std::memset(chunk[j], 0, sizeof chunk[j]);
      if (rows[j] == nullptr) continue;
      Format::quantize(rows[j] + first, count, factors[j],
                       reinterpret_cast<typename Format::Weight*>(chunk[j]));
    }
    transpose_words(chunk, words<Format>(count),
                    panel + first / Format::kInputsPerWord * kPanelWordBytes);
  }
}

/// What the integer sums of a packed panel start from.
template <typename Format>
void sum_offsets(std::size_t inputs, const Panel& of) {
  std::int32_t sums[kPanel] = {};
  for (std::size_t w = 0; w < words<Format>(inputs); ++w) {
    typename Format::Weight weights[kPanel][Format::kInputsPerWord];
    std::memcpy(weights, of.words + w * kPanelWordBytes, sizeof weights);
    for (std::size_t j = 0; j < kPanel; ++j) {
      for (std::size_t i = 0; i < Format::kInputsPerWord; ++i) sums[j] += weights[j][i];
    }
  }
  for (std::size_t j = 0; j < kPanel; ++j) of.offsets[j] = -Format::kOffset * sums[j];
}

template <typename Format>
void pack_weights(const float* const* rows, std::size_t inputs, const Panel& to) noexcept {
  float factors[kPanel];
  for (std::size_t j = 0; j < kPanel; ++j) {
    factors[j] = 1;
    if constexpr (Format::kScaled) {
      const float most = rows[j] != nullptr ? Format::largest(rows[j], inputs) : 0;
      factors[j] = most > 0 ? 127 / most : 0;
      to.scales[j] = most / 127;
    }
  }
  pack_rows<Format>(rows, factors, inputs, to.words);
  if constexpr (Format::kScaled) sum_offsets<Format>(inputs, to);
}

template <typename Format>
void pack_quantized(const std::int8_t* const* rows, const float* scales, std::size_t inputs,
                    const Panel& to) noexcept {
  constexpr float kUnscaled[kPanel] = {};
  pack_rows<Format>(rows, kUnscaled, inputs, to.words);
  std::copy_n(scales, kPanel, to.scales);
  sum_offsets<Format>(inputs, to);
}

template <typename Format>
constexpr std::size_t panel_bytes(std::size_t inputs) noexcept {
  return words<Format>(inputs) * kPanelWordBytes;
}

/// Zeros behind the words of a panel, up to those of `padded` inputs.
template <typename Format>
void pad_panel(std::size_t inputs, std::size_t padded, std::byte* panel) {
  const std::size_t used = panel_bytes<Format>(inputs);
  std::memset(panel + used, 0, panel_bytes<Format>(padded) - used);
}

/// Bytes between rows of a left operand.
template <typename Format>
constexpr std::size_t lhs_stride(std::size_t inputs) noexcept {
  return padded_stride(words<Format>(inputs) * kLhsWordBytes<Format> / sizeof(float)) *
         sizeof(float);
}

/// Rows [begin, end) of x as a left operand.
template <typename Format>
void quantize_rows(const ConstMatrix& x, const Operand& to, std::size_t begin,
                   std::size_t end) noexcept {
  for (std::size_t r = begin; r < end; ++r) {
    auto* row = reinterpret_cast<typename Format::Element*>(to.data + r * to.stride);
    float factor = 1;
    if constexpr (Format::kScaled) {
      const float most = Format::largest(x.row(r), x.cols);
      factor = most > 0 ? 127 / most : 0;
      to.scales[r] = most / 127;
    }
    Format::quantize(x.row(r), x.cols, factor, row);
    for (std::size_t k = x.cols; k % Format::kInputsPerWord != 0; ++k) row[k] = 0;
  }
}

}  // namespace
}  // namespace albert::kernels::ALBERT_ISA

#endif  // ALBERT_KERNELS_ISA_PACK_H_
