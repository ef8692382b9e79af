// Attention with products on tiles, in bf16.
#ifndef ALBERT_KERNELS_ISA_AMX_ATTENTION_H_
#define ALBERT_KERNELS_ISA_AMX_ATTENTION_H_

#include "kernels/isa/amx_block.h"
#include "kernels/isa/attention.h"

namespace albert::kernels::ALBERT_ISA {
namespace {

/// The products of attention by tiles, which are in use as long as this lives.
class TileProducts {
 public:
  using Format = Bf16;
  static constexpr std::size_t kRows = kBlockRows;
  static constexpr std::size_t kInputs = kStepInputs<Format>;

  /// Reads and writes kRows rows if `rows` > 16, else 16; sums start from the bias.
  void multiply(std::size_t rows, const std::byte* a, std::size_t a_stride, const std::byte* panel,
                std::size_t inputs, const float* bias, float* c, std::size_t c_stride) {
    const FirstSums first = {reinterpret_cast<const std::byte*>(bias), 0};
    auto* to = reinterpret_cast<std::byte*>(c);
    const std::size_t steps = step_count<Format>(inputs);
    const auto multiply =
        rows > kTileHeight ? multiply_steps<Format, 2> : multiply_steps<Format, 1>;
    multiply(tiles_, a, a_stride, kTileRowBytes, panel, steps, first, to, c_stride * sizeof(float));
  }

 private:
  Tiles tiles_;
};

/// The softmax of inference with coarse powers of two, which are rounded to bf16 at once.
struct TileSoftmax : Softmax<Bf16> {
  float operator()(std::size_t /*query*/, const float* scores, std::size_t padded,
                   Bf16::Element* weights) const {
    const Packet shift = set1(highest_score(scores, padded));
    Packet sums[2] = {zero(), zero()};
    for (std::size_t p = 0; p < padded; p += kPanel) {
      const Packet low = coarse_exp2(simd::psub(load(scores + p), shift));
      const Packet high = coarse_exp2(simd::psub(load(scores + p + kLanes), shift));
      sums[0] = simd::padd(sums[0], low);
      sums[1] = simd::padd(sums[1], high);
      store_bf16(weights + p, low, high);
    }
    return 1.0f / simd::predux(simd::padd(sums[0], sums[1]));
  }
};

void tile_attention(const AttentionJob& job, std::size_t head, std::byte* scratch) noexcept {
  attend<TileProducts>(job, head, scratch, TileSoftmax());
}

template <>
constexpr AttentionKernels attentions<Bf16>() {
  return {.run = tile_attention, .scratch_bytes = attention_scratch<TileProducts>};
}

}  // namespace
}  // namespace albert::kernels::ALBERT_ISA

#endif  // ALBERT_KERNELS_ISA_AMX_ATTENTION_H_
