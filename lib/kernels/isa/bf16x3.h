// bf16x3: each number as the sum of two bf16, high + low, and a product as high·high + high·low +
// low·high. That is one product of bf16 over three times the inputs, for the engine of this set.
#ifndef ALBERT_KERNELS_ISA_BF16X3_H_
#define ALBERT_KERNELS_ISA_BF16X3_H_

#include "kernels/isa/products.h"

namespace albert::kernels::ALBERT_ISA {
namespace {

/// What rounding to bf16 takes from a number, itself rounded to bf16.
struct Bf16Low : Bf16 {
  template <typename Stored>
  static void quantize(const float* from, std::size_t count, float factor, Stored* to) {
    float low[64];
    for (std::size_t first = 0; first < count; first += std::size(low)) {
      const std::size_t some = std::min(std::size(low), count - first);
      for (std::size_t k = 0; k < some; ++k) {
        const float value = from[first + k];
        low[k] = value - std::bit_cast<float>(round_to_bf16(value) & 0xffff0000u);
      }
      Bf16::quantize(low, some, factor, to + first);
    }
  }
};

constexpr ProductKernels kBf16Products = products<Bf16>();

/// Inputs of one part: whole steps of any engine, so that the parts follow each other without gaps.
constexpr std::size_t part_inputs(std::size_t inputs) {
  constexpr std::size_t kStep = 32;
  return ceil_div(inputs, kStep) * kStep;
}

/// Weights are packed as high, low, high.
inline void pack_split_weights(const float* const* rows, std::size_t inputs,
                               const Panel& to) noexcept {
  const std::size_t part = part_inputs(inputs);
  const std::size_t bytes = panel_bytes<Bf16>(part);
  pack_rows<Bf16>(rows, kOnes.data(), inputs, to.words);
  pad_panel<Bf16>(inputs, part, to.words);
  pack_rows<Bf16Low>(rows, kOnes.data(), inputs, to.words + bytes);
  pad_panel<Bf16>(inputs, part, to.words + bytes);
  std::copy_n(to.words, bytes, to.words + 2 * bytes);
}

/// Rows are high, high, low.
inline void split_rows(const ConstMatrix& x, const Operand& to, std::size_t begin,
                       std::size_t end) noexcept {
  const std::size_t part = part_inputs(x.cols);
  for (std::size_t r = begin; r < end; ++r) {
    auto* high = reinterpret_cast<Bf16::Element*>(to.data + r * to.stride);
    auto* low = high + 2 * part;
    Bf16::quantize(x.row(r), x.cols, 1, high);
    Bf16Low::quantize(x.row(r), x.cols, 1, low);
    std::fill(high + x.cols, high + part, Bf16::Element{});
    std::fill(low + x.cols, low + part, Bf16::Element{});
    std::copy_n(high, part, high + part);
  }
}

inline void split_linear(const ConstOperand& x, const PackedWeight& weight,
                         const Epilogue& epilogue, const Rows& y, std::size_t row_begin,
                         std::size_t row_end, std::size_t panel_begin,
                         std::size_t panel_end) noexcept {
  PackedWeight parts = weight;
  parts.inputs = 3 * part_inputs(weight.inputs);
  kBf16Products.linear(x, parts, epilogue, y, row_begin, row_end, panel_begin, panel_end);
}

/// Its inner activations stay f32, so an FFN is not cut.
constexpr ProductKernels split_products() {
  ProductKernels engine = kBf16Products;
  engine.inner_columns = kAllColumns;
  engine.inner_format = RowFormat::f32;
  engine.panel_bytes = [](std::size_t inputs) noexcept {
    return kBf16Products.panel_bytes(3 * part_inputs(inputs));
  };
  engine.pack = pack_split_weights;
  engine.lhs_stride = [](std::size_t inputs) noexcept {
    return kBf16Products.lhs_stride(3 * part_inputs(inputs));
  };
  engine.quantize_rows = split_rows;
  engine.linear = split_linear;
  engine.fma_loop_operations /= 3;
  return engine;
}

}  // namespace
}  // namespace albert::kernels::ALBERT_ISA

#endif  // ALBERT_KERNELS_ISA_BF16X3_H_
