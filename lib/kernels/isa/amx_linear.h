// The product of rows with packed weights by tiles.
#ifndef ALBERT_KERNELS_ISA_AMX_LINEAR_H_
#define ALBERT_KERNELS_ISA_AMX_LINEAR_H_

#include "kernels/isa/amx_block.h"
#include "kernels/isa/amx_operands.h"
#include "kernels/isa/linear.h"

namespace albert::kernels::ALBERT_ISA {
namespace {

/// Steps of one cut: 24 KiB of a block's rows stay in the nearest cache while panels pass by.
constexpr std::size_t kCutSteps = 12;
/// Panels that stay in the second-level cache while the blocks of rows pass by.
constexpr std::size_t kGroupPanels = 4;
constexpr std::size_t kPanelStepLines = kPanelStepBytes / 64;

/// For each group of panels and block of rows the inputs are cut into ranges, whose products are
/// added in order, so the cuts change no bit. A tile computes each of its rows on its own.
template <typename Format>
void tile_linear(const ConstOperand& x, const PackedWeight& weight, const Epilogue& epilogue,
                 const Rows& y, std::size_t row_begin, std::size_t row_end, std::size_t panel_begin,
                 std::size_t panel_end) noexcept {
  if (row_begin == row_end) return;
  const std::size_t steps = step_count<Format>(weight.inputs);
  const std::size_t cuts = ceil_div(steps, kCutSteps);
  const std::size_t blocks = ceil_div(row_end - row_begin, kBlockRows);
  // Each block of rows fetches a part of each step of the next group of panels.
  const std::size_t lines = ceil_div(kPanelStepLines, blocks);
  const auto panel_at = [&](std::size_t p, std::size_t step) {
    return weight.words + (p * steps + step) * kPanelStepBytes;
  };
  alignas(64) BlockSums<Format> sums[kGroupPanels];
  FinishedBlock<Format> before(epilogue, y);
  Tiles tiles;
  for (std::size_t group = panel_begin; group < panel_end; group += kGroupPanels) {
    const std::size_t group_end = std::min(panel_end, group + kGroupPanels);
    for (std::size_t b = 0; b < blocks; ++b) {
      const std::size_t row = row_begin + b * kBlockRows;
      const std::size_t rows = std::min(kBlockRows, row_end - row);
      for (std::size_t cut = 0; cut < cuts; ++cut) {
        const std::size_t step = steps * cut / cuts;
        for (std::size_t p = group; p < group_end; ++p) {
          const bool fetches = p + kGroupPanels < panel_end && b * lines < kPanelStepLines;
          const BlockOperands operands = {
              .rows = x.data + row * x.stride + step * kTileRowBytes,
              .row_stride = x.stride,
              .panel = panel_at(p, step),
              .steps = steps * (cut + 1) / cuts - step,
              .prefetched = panel_at(p + kGroupPanels, step) + b * lines * 64,
              .prefetched_lines = fetches ? lines : 0};
          const Columns<Format> columns = columns_of<Format>(weight, p * kPanel);
          BlockSums<Format>& to = sums[p - group];
          const FirstSums first =
              cut == 0 ? FirstSums{reinterpret_cast<const std::byte*>(columns.start), 0}
                       : FirstSums{reinterpret_cast<const std::byte*>(to), kPanelWordBytes};
          const auto multiply =
              rows > kTileHeight ? multiply_block<Format, 2> : multiply_block<Format, 1>;
          multiply(tiles, operands, first, before, to);
          if (cut + 1 < cuts) continue;
          before.replace(to, Format::kScaled ? x.scales + row : nullptr, columns, row, rows,
                         p * kPanel);
        }
      }
    }
  }
  before.store_rows(kBlockRows);
}

}  // namespace
}  // namespace albert::kernels::ALBERT_ISA

#endif  // ALBERT_KERNELS_ISA_AMX_LINEAR_H_
