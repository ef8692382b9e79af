#include "train/kernels/ops.h"

#include <algorithm>
#include <vector>

namespace albert::train {
namespace {

using kernels::ceil_div;
using kernels::for_each_head;
using kernels::longest_sequence;

// Tokens of one partial sum of a weight gradient: a panel of them stays in the second-level cache.
constexpr std::size_t kTokensPerChunk = 512;
constexpr std::size_t kWordBytes = 4;
// What of dy is packed at a time stays in the nearest cache.
constexpr std::size_t kTilesAtOnce = 8;
constexpr std::size_t kRowsAtOnce = 64;

ConstMatrix rows_of(ConstMatrix m, std::size_t begin, std::size_t end) {
  return {m.row(begin), end - begin, m.cols, m.stride};
}

/// `columns` ≤ tile_rows columns of dy, the rows of one tile of a weight gradient.
struct GradientTile {
  const DenseGradient* gradient;
  std::size_t first;   ///< output
  std::size_t rows;    ///< outputs
  std::size_t column;  ///< of dy
};

std::vector<GradientTile> cut_tiles(std::span<const DenseGradient> gradients,
                                    std::size_t tile_rows) {
  std::vector<GradientTile> tiles;
  std::size_t column = 0;
  for (const DenseGradient& gradient : gradients) {
    const std::size_t count = ceil_div(gradient.outputs, tile_rows);
    for (std::size_t t = 0; t < count; ++t) {
      const std::size_t first = gradient.outputs * t / count;
      const std::size_t end = gradient.outputs * (t + 1) / count;
      tiles.push_back({&gradient, first, end - first, column + first});
    }
    column += gradient.outputs;
  }
  return tiles;
}

}  // namespace

void accumulate_dense(const TrainKernels& kernels, ComputeType type, ConstMatrix dy, ConstMatrix x,
                      std::span<const DenseGradient> gradients, Scratch& scratch,
                      ThreadPool& threads) {
  const GradientProducts& products = kernels.products[static_cast<std::size_t>(type)];
  const std::vector<GradientTile> tiles = cut_tiles(gradients, products.tile_rows);
  const std::size_t panels = ceil_div(x.cols, kernels.panel_width);
  const std::size_t chunk = std::min(kTokensPerChunk, dy.rows);
  const auto words_of = [&](std::size_t depth) {
    return ceil_div(depth, products.depth_step) * products.depth_step / products.inputs_per_word;
  };
  const std::size_t words = words_of(chunk);
  const std::size_t word_size = kernels.panel_width * kWordBytes;
  const std::size_t panel_size = words * word_size;
  const std::size_t tile_step = products.tile_rows * products.lhs_word_bytes;
  const std::size_t tile_size = ceil_div(words * tile_step, 64) * 64;
  scratch.operand.rows.reserve(panels * panel_size + tiles.size() * tile_size);
  std::byte* const x_panels = scratch.operand.rows.data();
  std::byte* const dy_tiles = x_panels + panels * panel_size;
  std::vector<GradientRows> blocks;
  blocks.reserve(tiles.size());
  for (const GradientTile& tile : tiles) {
    blocks.push_back({dy_tiles + blocks.size() * tile_size, tile.rows,
                      tile.gradient->weight + tile.first * x.cols});
  }
  // Whole panels to few threads, parts of them to many.
  const std::size_t tile_pieces =
      std::min(tiles.size(), ceil_div(4 * static_cast<std::size_t>(threads.size()), panels));

  for (std::size_t first = 0; first < dy.rows; first += chunk) {
    const std::size_t end = std::min(dy.rows, first + chunk);
    const ConstMatrix dy_rows = rows_of(dy, first, end);
    const ConstMatrix x_rows = rows_of(x, first, end);
    threads.run(panels + ceil_div(tiles.size(), kTilesAtOnce), [&](std::size_t i, std::size_t) {
      if (i < panels) {
        std::byte* const panel = x_panels + i * panel_size;
        products.pack_columns(x_rows, i * kernels.panel_width, panel);
        std::fill(panel + ceil_div(x_rows.rows, products.inputs_per_word) * word_size,
                  panel + words_of(x_rows.rows) * word_size, std::byte{0});
        return;
      }
      // Neighbouring tiles share cache lines of dy: they are packed block by block of rows.
      const std::size_t begin = (i - panels) * kTilesAtOnce;
      for (std::size_t row = 0; row < dy_rows.rows; row += kRowsAtOnce) {
        const ConstMatrix block = rows_of(dy_rows, row, std::min(dy_rows.rows, row + kRowsAtOnce));
        for (std::size_t t = begin; t < std::min(tiles.size(), begin + kTilesAtOnce); ++t) {
          const GradientTile& tile = tiles[t];
          products.pack_tile(block, tile.column, tile.rows,
                             dy_tiles + t * tile_size + row / products.inputs_per_word * tile_step,
                             tile.gradient->bias + tile.first);
        }
      }
    });
    threads.run(panels * tile_pieces, [&](std::size_t i, std::size_t) {
      const std::size_t p = i / tile_pieces;
      const std::size_t piece = i % tile_pieces;
      const std::size_t column = p * kernels.panel_width;
      const std::size_t columns = std::min(kernels.panel_width, x.cols - column);
      const std::size_t begin = blocks.size() * piece / tile_pieces;
      products.accumulate(&blocks[begin], blocks.size() * (piece + 1) / tile_pieces - begin,
                          x_panels + p * panel_size, end - first, column, columns, x.cols);
    });
  }
}

void layer_norm_backward(const TrainKernels& kernels, ConstMatrix x, std::span<const float> gain,
                         double eps, ConstMatrix dy, Matrix dx, float* d_gain, float* d_bias,
                         Scratch& scratch, ThreadPool& threads) {
  constexpr std::size_t kRowsPerPiece = 64;
  const std::size_t pieces = ceil_div(x.rows, kRowsPerPiece);
  const std::size_t share = kernels::padded_stride(2 * x.cols);
  scratch.sums.reserve(pieces * share);
  threads.run(pieces, [&](std::size_t piece, std::size_t) {
    float* const sums = scratch.sums.data() + piece * share;
    std::fill_n(sums, 2 * x.cols, 0.0f);
    kernels.layer_norm_backward(x, gain.data(), static_cast<float>(eps), dy, dx,
                                piece * kRowsPerPiece,
                                std::min(x.rows, (piece + 1) * kRowsPerPiece), sums, sums + x.cols);
  });
  for (std::size_t piece = 0; piece < pieces; ++piece) {
    const float* const sums = scratch.sums.data() + piece * share;
    for (std::size_t j = 0; j < x.cols; ++j) d_gain[j] += sums[j];
    for (std::size_t j = 0; j < x.cols; ++j) d_bias[j] += sums[x.cols + j];
  }
}

void attention_forward(const TrainKernels& kernels, ConstMatrix qkv,
                       std::span<const std::size_t> starts, std::size_t heads,
                       const AttentionDropout& dropout, Matrix context, Scratch& scratch,
                       ThreadPool& threads) {
  const std::size_t head_size = context.cols / heads;
  const std::size_t share = kernels.attention().scratch_bytes(longest_sequence(starts), head_size);
  for_each_head(starts.size() - 1, heads, share, scratch, threads,
                [&](std::size_t sequence, std::size_t head, std::byte* own_scratch) {
                  const std::size_t first = starts[sequence];
                  const std::size_t end = starts[sequence + 1];
                  const AttentionJob job = {.qkv = rows_of(qkv, first, end),
                                            .context = context.slice(first, end),
                                            .head_size = head_size};
                  kernels.attention_forward(job, dropout.dropout, dropout.key(sequence, head), head,
                                            own_scratch);
                });
}

void attention_backward(const TrainKernels& kernels, ConstMatrix qkv,
                        std::span<const std::size_t> starts, std::size_t heads,
                        const AttentionDropout& dropout, ConstMatrix d_context, Matrix d_qkv,
                        Scratch& scratch, ThreadPool& threads) {
  const std::size_t head_size = d_context.cols / heads;
  const std::size_t share =
      kernels.attention_backward_scratch(longest_sequence(starts), head_size) * sizeof(float);
  for_each_head(starts.size() - 1, heads, share, scratch, threads,
                [&](std::size_t sequence, std::size_t head, std::byte* own_scratch) {
                  const std::size_t first = starts[sequence];
                  const std::size_t end = starts[sequence + 1];
                  const AttentionGradient job = {.qkv = rows_of(qkv, first, end),
                                                 .d_context = rows_of(d_context, first, end),
                                                 .d_qkv = d_qkv.slice(first, end),
                                                 .head_size = head_size,
                                                 .dropout = dropout.dropout,
                                                 .key = dropout.key(sequence, head)};
                  kernels.attention_backward(job, head, reinterpret_cast<float*>(own_scratch));
                });
}

}  // namespace albert::train
