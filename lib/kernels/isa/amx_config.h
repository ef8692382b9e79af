// AMX, the matrix unit of x86: eight tile registers of 16 rows × 64 bytes, and instructions that
// multiply a tile of left operands with a tile of right operands and add to a tile of sums, 16 × 16
// numbers of 32 bits. In 2026 these processors have it: Intel Xeon Scalable of the fourth and fifth
// generation (Sapphire and Emerald Rapids, since 2023), Xeon Max, Xeon W-2400 and W-3400, and Xeon
// 6 with performance cores (Granite Rapids, since 2024).
//
// Described in: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 1, chapter
// "Programming with Intel Advanced Matrix Extensions", and volume 2, LDTILECFG, TILELOADD,
// TDPBF16PS, TDPBUSD; Intel Architecture Instruction Set Extensions Programming Reference (319433);
// Intel 64 and IA-32 Architectures Optimization Reference Manual, chapter on AMX. Linux:
// arch/x86/xstate.rst.
#ifndef ALBERT_KERNELS_ISA_AMX_CONFIG_H_
#define ALBERT_KERNELS_ISA_AMX_CONFIG_H_

#include <cstddef>
#include <cstdint>

namespace albert::kernels::ALBERT_ISA {
namespace {

constexpr std::size_t kTileHeight = 16;    ///< rows of a tile
constexpr std::size_t kTileRowBytes = 64;  ///< and words of 32 bits in a row: 16

/// What ldtilecfg reads: palette 1, whose eight tiles have their full size. Entries of tiles that
/// the palette lacks must be zero.
struct alignas(64) TileConfig {
  std::uint8_t palette = 1;
  std::uint8_t start_row = 0;
  std::uint8_t reserved[14] = {};
  std::uint16_t row_bytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
  std::uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
};
static_assert(sizeof(TileConfig) == 64);
static_assert(offsetof(TileConfig, row_bytes) == 16 && offsetof(TileConfig, rows) == 48);

}  // namespace
}  // namespace albert::kernels::ALBERT_ISA

#endif  // ALBERT_KERNELS_ISA_AMX_CONFIG_H_
