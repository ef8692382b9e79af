// Attention with products on tiles, in bf16.
#ifndef ALBERT_KERNELS_ISA_AMX_ATTENTION_H_
#define ALBERT_KERNELS_ISA_AMX_ATTENTION_H_

#include "kernels/isa/amx_block.h"
#include "kernels/isa/amx_operands.h"
#include "kernels/isa/attention.h"

namespace albert::kernels::ALBERT_ISA {
namespace {

/// Where the parts of the scratch memory lie, in bytes. While the weights of a block of queries are
/// computed from one half of the scores, the scores of the next block are written to the other.
struct TileAttentionScratch {
  std::size_t keys, values, scores, score_stride, half_scores, weights, weight_stride, queries,
      query_stride, bias, output, size;

  TileAttentionScratch(std::size_t length, std::size_t head_size) {
    const std::size_t padded = panel_count(length) * kPanel;
    score_stride = padded_stride(padded);
    half_scores = kBlockRows * score_stride;
    weight_stride = lhs_stride<Bf16>(padded);
    query_stride = lhs_stride<Bf16>(head_size);
    ScratchParts parts;
    keys = parts.take(panel_count(length) * tile_panel_bytes<Bf16>(head_size));
    values = parts.take(panel_count(head_size) * tile_panel_bytes<Bf16>(length));
    scores = parts.take(2 * half_scores * sizeof(float));
    weights = parts.take(kBlockRows * weight_stride);
    queries = parts.take(kBlockRows * query_stride);
    bias = parts.take(padded * sizeof(float));
    output = parts.take(kBlockRows * kPanel * sizeof(float));
    size = parts.size();
  }
};

inline std::size_t tile_attention_scratch(std::size_t length, std::size_t head_size) noexcept {
  return TileAttentionScratch(length, head_size).size;
}

/// Writes 2^(scores·scale − shift) as weights of one query and returns their sum. The powers are
/// rounded to bf16 at once, so they are coarse.
inline float weigh_scores(const float* scores, float scale, float shift, std::size_t padded,
                          std::uint16_t* weights) {
  const Packet factor = set1(scale);
  const Packet offset = set1(-shift);
  Packet sums[2] = {zero(), zero()};
  for (std::size_t p = 0; p < padded; p += kPanel) {
    const Packet low = coarse_exp2(simd::pmadd(load(scores + p), factor, offset));
    const Packet high = coarse_exp2(simd::pmadd(load(scores + p + kLanes), factor, offset));
    sums[0] = simd::padd(sums[0], low);
    sums[1] = simd::padd(sums[1], high);
    store_bf16(weights + p, low, high);
  }
  return simd::predux(simd::padd(sums[0], sums[1]));
}

/// c = a·panel + bias, by tiles. Reads and writes kBlockRows rows if `rows` > 16, else 16.
inline void multiply_rows(Tiles& tiles, std::size_t rows, const std::byte* a, std::size_t a_stride,
                          const std::byte* panel, std::size_t steps, const float* bias, float* c,
                          std::size_t c_stride) {
  const auto multiply = rows > kTileHeight ? multiply_steps<Bf16, 2> : multiply_steps<Bf16, 1>;
  multiply(tiles, a, a_stride, kTileRowBytes, panel, steps,
           {reinterpret_cast<const std::byte*>(bias), 0}, reinterpret_cast<std::byte*>(c),
           c_stride * sizeof(float));
}

/// Rows of queries as a left operand.
inline void copy_queries(const std::uint16_t* from, std::size_t stride, std::size_t rows,
                         std::size_t size, std::byte* to, std::size_t to_stride) {
  const std::size_t bytes = size * sizeof *from;
  for (std::size_t r = 0; r < rows; ++r, from += stride, to += to_stride) {
    std::memcpy(to, from, bytes);
    std::memset(to + bytes, 0, step_count<Bf16>(size) * kTileRowBytes - bytes);
  }
}

/// softmax(Q·Kᵀ/√d)·V of one head, kBlockRows queries at a time.
template <typename Context>
void tile_attention(const AttentionJob& job, std::size_t head, std::byte* scratch) noexcept {
  const std::size_t length = job.qkv.rows;
  const std::size_t size = job.head_size;
  const std::size_t stride = job.qkv.stride / sizeof(std::uint16_t);
  const TileAttentionScratch at(length, size);
  const std::size_t key_panels = panel_count(length);
  const std::size_t padded = key_panels * kPanel;
  const std::size_t key_steps = step_count<Bf16>(size);
  const std::size_t value_steps = step_count<Bf16>(length);
  const auto* query = reinterpret_cast<const std::uint16_t*>(job.qkv.data) + head * size;
  const std::uint16_t* key = query + job.context.cols;
  const std::uint16_t* value = key + job.context.cols;

  std::byte* keys = scratch + at.keys;
  std::byte* values = scratch + at.values;
  std::byte* queries = scratch + at.queries;
  std::byte* weights = scratch + at.weights;
  auto* bias = reinterpret_cast<float*>(scratch + at.bias);
  auto* output = reinterpret_cast<float*>(scratch + at.output);
  pack_keys<Bf16>(key, stride, length, size, key_steps * kStepInputs<Bf16>, keys);
  pack_values<Bf16>(value, stride, length, size, value_steps * kStepInputs<Bf16>, values);
  fill_key_bias(job, padded, bias);

  const auto rows_of = [&](std::size_t block) {
    return std::min(kBlockRows, length - std::min(length, block * kBlockRows));
  };
  const auto scores_of = [&](std::size_t block) {
    return reinterpret_cast<float*>(scratch + at.scores) + block % 2 * at.half_scores;
  };
  Tiles tiles;
  const auto load_queries = [&](std::size_t block) {
    copy_queries(query + block * kBlockRows * stride, stride, rows_of(block), size, queries,
                 at.query_stride);
  };
  const auto compute_scores = [&](std::size_t block, std::size_t panel) {
    multiply_rows(tiles, rows_of(block), queries, at.query_stride,
                  keys + panel * key_steps * kPanelStepBytes, key_steps, bias + panel * kPanel,
                  scores_of(block) + panel * kPanel, at.score_stride);
  };
  load_queries(0);
  for (std::size_t p = 0; p < key_panels; ++p) compute_scores(0, p);
  const float scale = kLog2OfE / std::sqrt(static_cast<float>(size));
  for (std::size_t block = 0; block * kBlockRows < length; ++block) {
    const std::size_t rows = rows_of(block);
    const float* scores = scores_of(block);
    // All maxima first: each ends in a chain of operations that wait for each other.
    float shifts[kBlockRows];
    for (std::size_t r = 0; r < rows; ++r) {
      shifts[r] = highest_score(scores + r * at.score_stride, padded) * scale;
    }
    // Meanwhile the tile unit computes the scores of the next block.
    const std::size_t next_panels = rows_of(block + 1) != 0 ? key_panels : 0;
    load_queries(block + 1);
    float factors[kBlockRows];
    for (std::size_t r = 0, p = 0; r < rows; ++r) {
      for (; p < next_panels * (r + 1) / rows; ++p) compute_scores(block + 1, p);
      const float sum =
          weigh_scores(scores + r * at.score_stride, scale, shifts[r], padded,
                       reinterpret_cast<std::uint16_t*>(weights + r * at.weight_stride));
      factors[r] = 1.0f / sum;
    }
    for (std::size_t column = 0; column < size; column += kPanel) {
      multiply_rows(tiles, rows, weights, at.weight_stride,
                    values + column / kPanel * value_steps * kPanelStepBytes, value_steps, kZeros,
                    output, kPanel);
      for (std::size_t r = 0; r < rows; ++r) {
        auto* to =
            reinterpret_cast<typename Context::Element*>(job.context.row(block * kBlockRows + r));
        Context::quantize(output + r * kPanel, std::min(kPanel, size - column), factors[r],
                          to + head * size + column);
      }
    }
  }
}

template <typename Context>
constexpr AttentionKernels tile_attentions(RowFormat context) {
  return {.qkv = RowFormat::bf16,
          .context = context,
          .run = tile_attention<Context>,
          .scratch_bytes = tile_attention_scratch};
}

template <>
constexpr AttentionKernels attentions<Bf16>() {
  return tile_attentions<Bf16>(RowFormat::bf16);
}

/// A row is quantized with one scale, for which all heads must be known.
template <>
constexpr AttentionKernels attentions<Int8>() {
  return tile_attentions<F32>(RowFormat::f32);
}

}  // namespace
}  // namespace albert::kernels::ALBERT_ISA

#endif  // ALBERT_KERNELS_ISA_AMX_ATTENTION_H_
