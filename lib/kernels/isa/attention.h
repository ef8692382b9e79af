// One head of one sequence: keys and values are packed once, then each tile of queries goes through
// scores, softmax and weighted sum, so that only one tile of scores is in memory.
#ifndef ALBERT_KERNELS_ISA_ATTENTION_H_
#define ALBERT_KERNELS_ISA_ATTENTION_H_

#include <algorithm>
#include <limits>

#include "kernels/isa/tile.h"

namespace albert::kernels::ALBERT_ISA {
namespace {

/// Divides scratch memory into parts that start on cache lines.
class ScratchParts {
 public:
  /// The offset of a part of so many bytes.
  std::size_t take(std::size_t bytes) {
    const std::size_t at = size_;
    size_ += (bytes + 63) / 64 * 64;
    return at;
  }
  std::size_t size() const { return size_; }

 private:
  std::size_t size_ = 0;
};

/// Where the parts of the scratch memory lie, in bytes.
template <typename Format>
struct AttentionScratch {
  std::size_t keys, values, scores, score_stride, weights, weight_stride, query, query_stride, bias,
      output, size;

  AttentionScratch(std::size_t length, std::size_t head_size) {
    const std::size_t padded = panel_count(length) * kPanel;
    score_stride = padded_stride(padded);
    weight_stride = lhs_stride<Format>(padded);
    query_stride = lhs_stride<Format>(head_size);
    ScratchParts parts;
    keys = parts.take(panel_count(length) * panel_bytes<Format>(head_size));
    values = parts.take(panel_count(head_size) * panel_bytes<Format>(length));
    scores = parts.take(kTileRows * score_stride * sizeof(float));
    weights = parts.take(kTileRows * weight_stride);
    query = parts.take(kTileRows * query_stride);
    bias = parts.take(padded * sizeof(float));
    output = parts.take(kTileRows * kPanel * sizeof(float));
    size = parts.size();
  }
};

template <typename Format>
std::size_t attention_scratch(std::size_t length, std::size_t head_size) noexcept {
  return AttentionScratch<Format>(length, head_size).size;
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

/// Keys as panels of `padded_size` ≥ `size` inputs, those behind zeros.
template <typename Format, typename Value>
void pack_keys(const Value* key, std::size_t stride, std::size_t length, std::size_t size,
               std::size_t padded_size, std::byte* panel) {
  for (std::size_t first = 0; first < length; first += kPanel) {
    const Value* rows[kPanel];
    for (std::size_t j = 0; j < kPanel; ++j) {
      rows[j] = first + j < length ? key + (first + j) * stride : nullptr;
    }
    pack_rows<Format>(rows, kOnes.data(), size, panel);
    pad_panel<Format>(size, padded_size, panel);
    panel += panel_bytes<Format>(padded_size);
  }
}

/// Values are already rows of columns: a panel takes kInputsPerWord tokens' rows, side by side.
template <typename Format, typename Value>
void pack_value_panel(const Value* value, std::size_t stride, std::size_t length, std::size_t cols,
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

/// Values as panels of `padded_length` ≥ `length` inputs, those behind zeros.
template <typename Format, typename Value>
void pack_values(const Value* value, std::size_t stride, std::size_t length, std::size_t size,
                 std::size_t padded_length, std::byte* panel) {
  for (std::size_t column = 0; column < size; column += kPanel) {
    pack_value_panel<Format>(value + column, stride, length, std::min(kPanel, size - column),
                             panel);
    pad_panel<Format>(length, padded_length, panel);
    panel += panel_bytes<Format>(padded_length);
  }
}

/// What is added to the scores of each key. Masked ones get −2¹⁰⁰, which is larger than any score,
/// so their weight underflows to exactly 0 (unless all keys are masked); padding gets −∞.
inline void fill_key_bias(const AttentionJob& job, std::size_t padded, float* bias) {
  const std::size_t length = job.qkv.rows;
  for (std::size_t j = 0; j < padded; ++j) {
    const bool masked = j < length && job.key_mask != nullptr && job.key_mask[j] == 0;
    bias[j] = j >= length ? -std::numeric_limits<float>::infinity() : masked ? -0x1p100f : 0.0f;
  }
}

/// softmax(Q·Kᵀ)·V of one head of rows of f32, with products in one format and the context in
/// another; `softmax` scales the queries and turns scores into weights.
template <typename Format, typename Context, typename SoftmaxOf>
void attend(const AttentionJob& job, std::size_t head, std::byte* scratch,
            const SoftmaxOf& softmax) {
  using Element = typename Format::Element;
  const ConstMatrix qkv = matrix_of(job.qkv);
  const std::size_t length = qkv.rows;
  const std::size_t size = job.head_size;
  const AttentionScratch<Format> at(length, size);
  const std::size_t padded = panel_count(length) * kPanel;
  const std::size_t key_bytes = panel_bytes<Format>(size);
  const std::size_t value_bytes = panel_bytes<Format>(length);
  const float* query = qkv.data + head * size;
  const float* key = query + job.context.cols;
  const float* value = key + job.context.cols;
  const float scale = softmax.query_scale(size);

  std::byte* keys = scratch + at.keys;
  std::byte* values = scratch + at.values;
  auto* bias = reinterpret_cast<float*>(scratch + at.bias);
  pack_keys<Format>(key, qkv.stride, length, size, size, keys);
  pack_values<Format>(value, qkv.stride, length, size, length, values);
  fill_key_bias(job, padded, bias);

  auto* scores = reinterpret_cast<float*>(scratch + at.scores);
  auto* output = reinterpret_cast<float*>(scratch + at.output);
  std::byte* weights = scratch + at.weights;
  for (std::size_t first = 0; first < length; first += kTileRows) {
    const std::size_t rows = std::min(kTileRows, length - first);
    for (std::size_t r = 0; r < rows; ++r) {
      auto* row = reinterpret_cast<Element*>(scratch + at.query + r * at.query_stride);
      Format::quantize(query + (first + r) * qkv.stride, size, scale, row);
      for (std::size_t k = size; k % Format::kInputsPerWord != 0; ++k) row[k] = 0;
    }
    for (std::size_t p = 0; p < panel_count(length); ++p) {
      multiply<Format>(rows, scratch + at.query, at.query_stride, nullptr, keys + p * key_bytes,
                       words<Format>(size), {kZeros, bias + p * kPanel}, scores + p * kPanel,
                       at.score_stride);
    }
    float factors[kTileRows];
    for (std::size_t r = 0; r < rows; ++r) {
      factors[r] = softmax(first + r, scores + r * at.score_stride, padded,
                           reinterpret_cast<Element*>(weights + r * at.weight_stride));
    }
    for (std::size_t p = 0; p < panel_count(size); ++p) {
      multiply<Format>(rows, weights, at.weight_stride, nullptr, values + p * value_bytes,
                       words<Format>(length), {kZeros, kZeros}, output, kPanel);
      const std::size_t cols = std::min(kPanel, size - p * kPanel);
      for (std::size_t r = 0; r < rows; ++r) {
        auto* to = reinterpret_cast<typename Context::Element*>(job.context.row(first + r));
        Context::quantize(output + r * kPanel, cols, factors[r], to + head * size + p * kPanel);
      }
    }
  }
}

template <typename Format, typename Context>
void attention(const AttentionJob& job, std::size_t head, std::byte* scratch) noexcept {
  attend<Format, Context>(job, head, scratch, Softmax<Format>());
}

/// int8 leaves attention to the cheapest format that has a fraction.
template <typename Format>
using AttentionFormat =
    std::conditional_t<Format::kScaled, std::conditional_t<kNativeBf16, Bf16, F32>, Format>;

template <typename Format>
using ContextFormat = std::conditional_t<kOperandRows<Format> == RowFormat::bf16, Bf16, F32>;

/// Attention between products in a number format. A set with matrix units specialises it, as it
/// does with products<Format>().
template <typename Format>
constexpr AttentionKernels attentions() {
  return {.qkv = RowFormat::f32,
          .context = kOperandRows<Format>,
          .run = attention<AttentionFormat<Format>, ContextFormat<Format>>,
          .scratch_bytes = attention_scratch<AttentionFormat<Format>>};
}

}  // namespace
}  // namespace albert::kernels::ALBERT_ISA

#endif  // ALBERT_KERNELS_ISA_ATTENTION_H_
