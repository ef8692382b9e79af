// One head of one sequence: keys and values are packed once, then each tile of queries goes through
// scores, softmax and weighted sum, so that only one tile of scores is in memory.
#ifndef ALBERT_KERNELS_ISA_ATTENTION_H_
#define ALBERT_KERNELS_ISA_ATTENTION_H_

#include <limits>

#include "kernels/isa/tile.h"

namespace albert::kernels::ALBERT_ISA {
namespace {

/// The products of attention by register tiles.
template <typename FormatOfOperands>
struct RegisterProducts {
  using Format = FormatOfOperands;
  static constexpr std::size_t kRows = kTileRows;  ///< that are multiplied at once
  /// Operands are padded with zeros to multiples of so many inputs.
  static constexpr std::size_t kInputs = Format::kInputsPerWord;

  /// c[rows][kPanel] = a·panel + bias for `rows` ≤ kRows.
  void multiply(std::size_t rows, const std::byte* a, std::size_t a_stride, const std::byte* panel,
                std::size_t inputs, const float* bias, float* c, std::size_t c_stride) {
    kernels::ALBERT_ISA::multiply<Format>(rows, a, a_stride, nullptr, panel, words<Format>(inputs),
                                          {kZeros, bias}, c, c_stride);
  }
};

template <typename Products>
constexpr std::size_t padded_inputs(std::size_t inputs) {
  return (inputs + Products::kInputs - 1) / Products::kInputs * Products::kInputs;
}

/// Bytes of a panel for so many inputs.
template <typename Products>
constexpr std::size_t padded_panel_bytes(std::size_t inputs) {
  return panel_bytes<typename Products::Format>(padded_inputs<Products>(inputs));
}

/// Where the parts of the scratch memory lie, in bytes.
template <typename Products>
struct AttentionScratch {
  using Format = typename Products::Format;

  std::size_t keys, values, scores, score_stride, weights, weight_stride, query, query_stride, bias,
      output, size;

  AttentionScratch(std::size_t length, std::size_t head_size) {
    const std::size_t padded = panel_count(length) * kPanel;
    std::size_t next = 0;
    const auto take = [&next](std::size_t bytes) {
      const std::size_t at = next;
      next += (bytes + 63) / 64 * 64;
      return at;
    };
    score_stride = padded_stride(padded);
    weight_stride = lhs_stride<Format>(padded);
    query_stride = lhs_stride<Format>(head_size);
    keys = take(panel_count(length) * padded_panel_bytes<Products>(head_size));
    values = take(panel_count(head_size) * padded_panel_bytes<Products>(length));
    scores = take(Products::kRows * score_stride * sizeof(float));
    weights = take(Products::kRows * weight_stride);
    query = take(Products::kRows * query_stride);
    bias = take(padded * sizeof(float));
    output = take(Products::kRows * kPanel * sizeof(float));
    size = next;
  }
};

template <typename Products>
std::size_t attention_scratch(std::size_t length, std::size_t head_size) noexcept {
  return AttentionScratch<Products>(length, head_size).size;
}

inline float highest_score(const float* scores, std::size_t padded) {
  Packet highest = load(scores);
  for (std::size_t j = kLanes; j < padded; j += kLanes) {
    highest = simd::pmax(highest, load(scores + j));
  }
  return simd::predux_max(highest);
}

/// The softmax of inference. Scores are powers of two instead of e, and weights are divided by
/// their sum after the product with the values.
template <typename Format>
struct Softmax {
  static float query_scale(std::size_t head_size) {
    return kLog2OfE / std::sqrt(static_cast<float>(head_size));
  }

  /// Writes the weights of one query (`scores` are overwritten) and returns what the weighted sum
  /// of the values is multiplied by. The row is padded with −∞ to whole panels; scores that are
  /// more than 125 below the highest get a weight of exactly 0.
  float operator()(std::size_t /*query*/, float* scores, std::size_t padded,
                   typename Format::Element* weights) const {
    const Packet shift = set1(highest_score(scores, padded));
    Packet sum = zero();
    for (std::size_t p = 0; p < padded; p += kPanel) {
      for (std::size_t j = p; j < p + kPanel; j += kLanes) {
        const Packet power = simd::psub(load(scores + j), shift);
        const Packet weight = simd::pandnot(exp2(power), simd::pcmp_lt(power, set1(kLowestPower)));
        store(scores + j, weight);
        sum = simd::padd(sum, weight);
      }
      Format::quantize(scores + p, kPanel, 1, weights + p);
    }
    return 1.0f / simd::predux(sum);
  }
};

/// Values are already rows of columns: a panel takes kInputsPerWord tokens' rows, side by side.
template <typename Format>
void pack_values(const float* value, std::size_t stride, std::size_t length, std::size_t cols,
                 std::byte* panel) {
  using Weight = typename Format::Weight;
  constexpr std::size_t kInputsPerWord = Format::kInputsPerWord;
  static_assert(kInputsPerWord == 1 || kInputsPerWord == 2);
  alignas(64) Weight rows[kInputsPerWord][kPanel] = {};
  for (std::size_t token = 0; token < length; token += kInputsPerWord, panel += kPanelWordBytes) {
    for (std::size_t g = 0; g < kInputsPerWord; ++g) {
      if (token + g < length) {
        Format::quantize(value + (token + g) * stride, cols, 1, rows[g]);
      } else {
        std::memset(rows[g], 0, sizeof rows[g]);
      }
    }
    if constexpr (kInputsPerWord == 1) {
      std::memcpy(panel, rows, sizeof rows);
    } else {
      auto* out = reinterpret_cast<std::uint32_t*>(panel);
      for (std::size_t j = 0; j < kPanel; ++j) {
        out[j] = rows[0][j] | static_cast<std::uint32_t>(rows[1][j]) << 16;
      }
    }
  }
}

/// softmax(Q·Kᵀ)·V of one head; `softmax` scales the queries and turns scores into weights.
template <typename Products, typename SoftmaxOf>
void attend(const AttentionJob& job, std::size_t head, std::byte* scratch,
            const SoftmaxOf& softmax) {
  using Format = typename Products::Format;
  using Element = typename Format::Element;
  const std::size_t length = job.qkv.rows;
  const std::size_t size = job.head_size;
  const std::size_t hidden = job.context.cols;
  const std::size_t stride = job.qkv.stride;
  const AttentionScratch<Products> at(length, size);
  const std::size_t key_bytes = padded_panel_bytes<Products>(size);
  const std::size_t value_bytes = padded_panel_bytes<Products>(length);
  const std::size_t key_panels = panel_count(length);
  const std::size_t value_panels = panel_count(size);
  const std::size_t padded = key_panels * kPanel;
  const float* query = job.qkv.data + head * size;
  const float* key = query + hidden;
  const float* value = key + hidden;

  const float scale = softmax.query_scale(size);
  float ones[kPanel];
  for (float& one : ones) one = 1;
  for (std::size_t p = 0; p < key_panels; ++p) {
    const float* rows[kPanel];
    for (std::size_t j = 0; j < kPanel; ++j) {
      const std::size_t token = p * kPanel + j;
      rows[j] = token < length ? key + token * stride : nullptr;
    }
    std::byte* panel = scratch + at.keys + p * key_bytes;
    pack_rows<Format>(rows, ones, size, panel);
    pad_panel<Format>(size, padded_inputs<Products>(size), panel);
  }
  for (std::size_t p = 0; p < value_panels; ++p) {
    const std::size_t cols = size - p * kPanel < kPanel ? size - p * kPanel : kPanel;
    std::byte* panel = scratch + at.values + p * value_bytes;
    pack_values<Format>(value + p * kPanel, stride, length, cols, panel);
    pad_panel<Format>(length, padded_inputs<Products>(length), panel);
  }
  // Masked keys get a bias of −1e30, so their weight underflows to exactly 0 (unless all keys are
  // masked); padding gets −∞.
  auto* bias = reinterpret_cast<float*>(scratch + at.bias);
  for (std::size_t j = 0; j < padded; ++j) {
    const bool masked = j < length && job.key_mask != nullptr && job.key_mask[j] == 0;
    bias[j] = j >= length ? -std::numeric_limits<float>::infinity() : masked ? -1e30f : 0.0f;
  }

  auto* scores = reinterpret_cast<float*>(scratch + at.scores);
  auto* output = reinterpret_cast<float*>(scratch + at.output);
  std::byte* weights = scratch + at.weights;
  Products products;
  for (std::size_t first = 0; first < length; first += Products::kRows) {
    const std::size_t rows = length - first < Products::kRows ? length - first : Products::kRows;
    for (std::size_t r = 0; r < rows; ++r) {
      auto* row = reinterpret_cast<Element*>(scratch + at.query + r * at.query_stride);
      Format::quantize(query + (first + r) * stride, size, scale, row);
      for (std::size_t k = size; k < padded_inputs<Products>(size); ++k) row[k] = 0;
    }
    for (std::size_t p = 0; p < key_panels; ++p) {
      products.multiply(rows, scratch + at.query, at.query_stride,
                        scratch + at.keys + p * key_bytes, size, bias + p * kPanel,
                        scores + p * kPanel, at.score_stride);
    }
    float factors[Products::kRows];
    for (std::size_t r = 0; r < rows; ++r) {
      factors[r] = softmax(first + r, scores + r * at.score_stride, padded,
                           reinterpret_cast<Element*>(weights + r * at.weight_stride));
    }
    for (std::size_t p = 0; p < value_panels; ++p) {
      products.multiply(rows, weights, at.weight_stride, scratch + at.values + p * value_bytes,
                        length, kZeros, output, kPanel);
      const std::size_t cols = size - p * kPanel < kPanel ? size - p * kPanel : kPanel;
      for (std::size_t r = 0; r < rows; ++r) {
        float* to = job.context.row(first + r) + head * size + p * kPanel;
        for (std::size_t j = 0; j < cols; ++j) to[j] = output[r * kPanel + j] * factors[r];
      }
    }
  }
}

template <typename Format>
void attention(const AttentionJob& job, std::size_t head, std::byte* scratch) noexcept {
  attend<RegisterProducts<Format>>(job, head, scratch, Softmax<Format>());
}

/// Attention whose products run in a number format. A set with matrix units specialises it, as it
/// does with products<Format>().
template <typename Format>
constexpr AttentionKernels attentions() {
  return {.run = attention<Format>, .scratch_bytes = attention_scratch<RegisterProducts<Format>>};
}

}  // namespace
}  // namespace albert::kernels::ALBERT_ISA

#endif  // ALBERT_KERNELS_ISA_ATTENTION_H_
