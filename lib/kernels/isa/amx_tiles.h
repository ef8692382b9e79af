// The tiles of this instruction set, and the number formats that they multiply.
#ifndef ALBERT_KERNELS_ISA_AMX_TILES_H_
#define ALBERT_KERNELS_ISA_AMX_TILES_H_

#if defined(ALBERT_EMULATED_AMX)
#include "kernels/isa/amx_emulation.h"
#else
#include "kernels/isa/amx_hardware.h"
#endif
#include "kernels/isa/pack.h"

namespace albert::kernels::ALBERT_ISA {
namespace {

#if defined(ALBERT_EMULATED_AMX)
using Tiles = EmulatedTiles;
#else
using Tiles = HardwareTiles;
#endif

/// Inputs of one step: a row of a left tile, all rows of a right tile.
template <typename Format>
constexpr std::size_t kStepInputs = kTileHeight* Format::kInputsPerWord;

template <typename Format>
constexpr std::size_t step_count(std::size_t inputs) {
  return (inputs + kStepInputs<Format> - 1) / kStepInputs<Format>;
}

static_assert(kPanel * kWordBytes == 2 * kTileRowBytes, "a panel is two tiles wide");
constexpr std::size_t kPanelStepBytes = kTileHeight * kPanelWordBytes;

/// Tile kSum += tile kLeft · tile kRight.
template <typename Format, int kSum, int kLeft, int kRight>
void multiply_tiles(Tiles& tiles) {
  if constexpr (Format::kScaled) {
    static_assert(sizeof(typename Format::Element) == 1 && Format::kInputsPerWord == 4);
    tiles.template multiply_int8<kSum, kLeft, kRight>();
  } else {
    static_assert(sizeof(typename Format::Element) == 2 && Format::kInputsPerWord == 2);
    tiles.template multiply_bf16<kSum, kLeft, kRight>();
  }
}

}  // namespace
}  // namespace albert::kernels::ALBERT_ISA

#endif  // ALBERT_KERNELS_ISA_AMX_TILES_H_
