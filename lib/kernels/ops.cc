#include "kernels/ops.h"

#include <algorithm>
#include <cstring>

namespace albert::kernels {
namespace {

// Converting fewer values than these takes one thread less time than calling another.
constexpr std::size_t kPieceFloats = std::size_t{16} << 10;

/// Memory of a left operand of so many rows.
Operand reserve_operand(std::size_t rows, std::size_t inputs, const ProductKernels& kernels,
                        OperandScratch& scratch) {
  const std::size_t stride = kernels.lhs_stride(inputs);
  scratch.rows.reserve((rows + kernels.tile_rows - 1) * stride);
  scratch.scales.reserve(rows);
  return {scratch.rows.data(), stride, scratch.scales.data()};
}

/// x as a left operand, in scratch memory unless it is x itself.
ConstOperand left_operand(const ConstRows& x, const ProductKernels& kernels,
                          OperandScratch& scratch, ThreadPool& threads) {
  if (x.format == RowFormat::bf16 || kernels.quantize_rows == nullptr) return {x.data, x.stride};
  const Operand operand = reserve_operand(x.rows, x.cols, kernels, scratch);
  const std::size_t pieces = ceil_div(x.rows * x.cols, kPieceFloats);
  threads.run(pieces, [&](std::size_t piece, std::size_t) {
    kernels.quantize_rows(matrix_of(x), operand, x.rows * piece / pieces,
                          x.rows * (piece + 1) / pieces);
  });
  return operand;
}

/// As many rows of x as y has.
void multiply(const ConstOperand& x, const ProductKernels& kernels, const PackedWeight& weight,
              const Epilogue& epilogue, const Rows& y, ThreadPool& threads) {
  const std::size_t panels = kernels.panels(weight.outputs);
  const std::size_t row_limit = std::max(
      kernels.tile_rows, kernels.block_bytes / x.stride / kernels.tile_rows * kernels.tile_rows);
  const std::size_t row_pieces = ceil_div(y.rows, row_limit);
  // A few pieces per thread: enough to even out a busy core, too few to cost anything.
  const auto size = static_cast<std::size_t>(threads.size());
  const std::size_t wanted = size == 1 ? 1 : ceil_div(4 * size, row_pieces);
  std::size_t panel_pieces = std::min(panels, wanted);
  // As many for each thread: the last one is not waited for.
  while (row_pieces * panel_pieces % size != 0 && panel_pieces < panels) ++panel_pieces;
  threads.run(row_pieces * panel_pieces, [&](std::size_t piece, std::size_t) {
    const std::size_t r = piece / panel_pieces;
    const std::size_t p = piece % panel_pieces;
    kernels.linear(x, weight, epilogue, y, y.rows * r / row_pieces, y.rows * (r + 1) / row_pieces,
                   panels * p / panel_pieces, panels * (p + 1) / panel_pieces);
  });
}

/// pointwise(x·Wᵀ + bias) as a left operand of the next product.
ConstOperand inner_operand(const ConstOperand& x, std::size_t rows, const LinearWeight& weight,
                           Pointwise pointwise, OpScratch& scratch, ThreadPool& threads) {
  const ProductKernels& kernels = weight.kernels();
  const Rows inner = scratch.inner.shape(rows, weight.outputs(), kernels.inner_format);
  multiply(x, kernels, weight.packed(), {.pointwise = pointwise}, inner, threads);
  return left_operand(inner, kernels, scratch.inner_operand, threads);
}

}  // namespace

Rows ScratchRows::shape(std::size_t rows, std::size_t cols, RowFormat format) {
  const std::size_t words = format == RowFormat::f32 ? cols : ceil_div(cols, 2);
  const std::size_t stride = padded_stride(words) * sizeof(float);
  buffer_.reserve((rows + kRowsBehind) * stride);
  if (format == RowFormat::bf16) {
    const std::size_t used = cols * sizeof(std::uint16_t);
    for (std::size_t r = 0; r < rows; ++r) {
      std::memset(buffer_.data() + r * stride + used, 0, stride - used);
    }
  }
  return {buffer_.data(), rows, cols, stride, format};
}

void linear(const ConstRows& x, const ProductKernels& kernels, const PackedWeight& weight,
            const Epilogue& epilogue, const Rows& y, OpScratch& scratch, ThreadPool& threads) {
  if (x.rows == 0) return;
  multiply(left_operand(x, kernels, scratch.operand, threads), kernels, weight, epilogue, y,
           threads);
}

void ffn(ConstMatrix x, std::span<const FfnChunk> chunks, Pointwise pointwise, Matrix y,
         OpScratch& scratch, ThreadPool& threads) {
  if (x.rows == 0) return;
  const ConstOperand operand =
      left_operand(x, chunks.front().up.kernels(), scratch.operand, threads);
  ConstMatrix sum = x;
  for (const FfnChunk& chunk : chunks) {
    const ConstOperand inner =
        inner_operand(operand, x.rows, chunk.up, pointwise, scratch, threads);
    multiply(inner, chunk.down.kernels(), chunk.down.packed(), {.residual = sum}, y, threads);
    sum = y;
  }
}

std::size_t longest_sequence(std::span<const std::size_t> starts) noexcept {
  std::size_t longest = 0;
  for (std::size_t b = 0; b + 1 < starts.size(); ++b) {
    longest = std::max(longest, starts[b + 1] - starts[b]);
  }
  return longest;
}

void layer_norm(const KernelTable& table, ConstMatrix x, std::span<const float> gain,
                std::span<const float> bias, double eps, Matrix y, ThreadPool& threads) {
  constexpr std::size_t kRowsPerPiece = 32;
  threads.run(ceil_div(x.rows, kRowsPerPiece), [&](std::size_t piece, std::size_t) {
    table.layer_norm(x, gain.data(), bias.data(), static_cast<float>(eps), y, piece * kRowsPerPiece,
                     std::min(x.rows, (piece + 1) * kRowsPerPiece));
  });
}

void for_each_head(std::size_t sequences, std::size_t heads, std::size_t share, OpScratch& scratch,
                   ThreadPool& threads,
                   FunctionRef<void(std::size_t, std::size_t, std::byte*)> work) {
  scratch.attention.reserve(share * static_cast<std::size_t>(threads.size()));
  threads.run(sequences * heads, [&](std::size_t item, std::size_t worker) {
    work(item / heads, item % heads, scratch.attention.data() + worker * share);
  });
}

void attention(const AttentionKernels& kernels, const ConstRows& qkv,
               std::span<const std::size_t> starts, std::span<const std::uint8_t> key_mask,
               std::size_t heads, const Rows& context, OpScratch& scratch, ThreadPool& threads) {
  const std::size_t head_size = context.cols / heads;
  const std::size_t share = kernels.scratch_bytes(longest_sequence(starts), head_size);
  const auto attend = [&](std::size_t sequence, std::size_t head, std::byte* own_scratch) {
    const std::size_t first = starts[sequence];
    const std::size_t end = starts[sequence + 1];
    const AttentionJob job = {
        .qkv = qkv.slice(first, end),
        .context = context.slice(first, end),
        .key_mask = key_mask.empty() ? nullptr : key_mask.data() + first,
        .head_size = head_size,
    };
    kernels.run(job, head, own_scratch);
  };
  for_each_head(starts.size() - 1, heads, share, scratch, threads, attend);
}

}  // namespace albert::kernels
