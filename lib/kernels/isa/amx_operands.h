// Operands of tiles: those of the register tiles (pack.h), with zeros behind the inputs up to a
// whole step.
#ifndef ALBERT_KERNELS_ISA_AMX_OPERANDS_H_
#define ALBERT_KERNELS_ISA_AMX_OPERANDS_H_

#include "kernels/isa/amx_tiles.h"

namespace albert::kernels::ALBERT_ISA {
namespace {

template <typename Format>
constexpr std::size_t tile_panel_bytes(std::size_t inputs) noexcept {
  return step_count<Format>(inputs) * kPanelStepBytes;
}

template <typename Format>
void pack_tile_weights(const float* const* rows, std::size_t inputs, const Panel& to) noexcept {
  pack_weights<Format>(rows, inputs, to);
  pad_panel<Format>(inputs, step_count<Format>(inputs) * kStepInputs<Format>, to.words);
}

template <typename Format>
void pack_quantized_tiles(const std::int8_t* const* rows, const float* scales, std::size_t inputs,
                          const Panel& to) noexcept {
  pack_quantized<Format>(rows, scales, inputs, to);
  pad_panel<Format>(inputs, step_count<Format>(inputs) * kStepInputs<Format>, to.words);
}

/// Rows of an lhs_stride<Format>, which is a multiple of the bytes of a step.
template <typename Format>
void quantize_tile_rows(const ConstMatrix& x, const Operand& to, std::size_t begin,
                        std::size_t end) noexcept {
  constexpr std::size_t kBytes = sizeof(typename Format::Element);
  quantize_rows<Format>(x, to, begin, end);
  const std::size_t unused = step_count<Format>(x.cols) * kStepInputs<Format> - x.cols;
  for (std::size_t r = begin; r < end; ++r) {
    std::memset(to.data + r * to.stride + x.cols * kBytes, 0, unused * kBytes);
  }
}

}  // namespace
}  // namespace albert::kernels::ALBERT_ISA

#endif  // ALBERT_KERNELS_ISA_AMX_OPERANDS_H_
