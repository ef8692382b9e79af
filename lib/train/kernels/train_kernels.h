#ifndef ALBERT_TRAIN_KERNELS_TRAIN_KERNELS_H_
#define ALBERT_TRAIN_KERNELS_TRAIN_KERNELS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "albert/kernels/compute_type.h"
#include "kernels/kernel_table.h"
#include "kernels/matrix.h"
#include "train/kernels/dropout.h"

namespace albert::train {

using kernels::AttentionJob;
using kernels::ConstMatrix;
using kernels::Epilogue;
using kernels::Matrix;
using kernels::Pointwise;

/// One head of one sequence backwards. Rows are tokens.
struct AttentionGradient {
  ConstMatrix qkv;        ///< [S, 3H]
  ConstMatrix d_context;  ///< [S, H]
  Matrix d_qkv;           ///< [S, 3H], written
  std::size_t head_size = 0;
  Dropout dropout;  ///< of attention weights
  DropoutKey key;   ///< of this head
};

struct RowLoss {
  double loss = 0;  ///< nats
  bool correct = false;
};

/// Rows of a weight gradient that are computed at once.
struct GradientRows {
  const std::byte* tile;  ///< the left operand, made by pack_tile()
  std::size_t rows;       ///< ≤ tile_rows
  float* c;               ///< the first one
};

/// What gradients need besides the products of kernels::ProductKernels, in one number format; sums
/// and results are f32. Panels have the form of those of `forward`: [word of the depth][column],
/// words of 4 bytes with `inputs_per_word` numbers.
struct GradientProducts {
  std::size_t inputs_per_word;
  std::size_t depth_step;      ///< accumulate() reads operands up to multiples of it: zeros
  std::size_t tile_rows;       ///< rows of a gradient that are computed at once
  std::size_t lhs_word_bytes;  ///< bytes of a left operand per word

  /// Columns [column, column + panel_width) of m become the words of a panel; beyond m.cols zeros.
  void (*pack_columns)(const ConstMatrix& m, std::size_t column, std::byte* panel) noexcept;
  /// Columns [column, column + columns), columns ≤ tile_rows, to tile_rows words for each word of
  /// m.rows, with zeros up to a depth_step; their sums are added to `sums` when that is not null.
  void (*pack_tile)(const ConstMatrix& m, std::size_t column, std::size_t columns, std::byte* tile,
                    float* sums) noexcept;
  /// Columns [column, column + columns) of each of `count` blocks of rows: c += tileᵀ·panel over
  /// `depth` (pack_columns made the panel). Rows are c_stride floats apart.
  void (*accumulate)(const GradientRows* blocks, std::size_t count, const std::byte* panel,
                     std::size_t depth, std::size_t column, std::size_t columns,
                     std::size_t c_stride) noexcept;
};

/// The gradient kernels of one instruction set, and the forward ones that go with them. Every
/// function is thread-safe and allocates nothing, and every number it computes is one chain of
/// operations in a fixed order, so results are bit-identical however callers cut up the work.
struct TrainKernels {
  const kernels::KernelTable* forward;       ///< forward passes, and products with weights
  std::size_t panel_width;                   ///< columns per panel
  std::array<GradientProducts, 2> products;  ///< f32, bf16: by ComputeType

  /// Given dy of y = LayerNorm(x): dx, and the gradients of gain and bias of these rows added to
  /// `d_gain` and `d_bias`. dx may be dy.
  void (*layer_norm_backward)(const ConstMatrix& x, const float* gain, float eps,
                              const ConstMatrix& dy, const Matrix& dx, std::size_t row_begin,
                              std::size_t row_end, float* d_gain, float* d_bias) noexcept;

  /// Drops values of one row; `key` is DropoutKey::row() of its token.
  void (*drop)(const Dropout& dropout, std::uint64_t key, float* values,
               std::size_t count) noexcept;

  /// context = dropout(softmax(query·keyᵀ / √size))·value of one head, in f32; `key` of this head.
  /// Scratch as attention() needs it.
  void (*attention_forward)(const AttentionJob& job, const Dropout& dropout, const DropoutKey& key,
                            std::size_t head, std::byte* scratch) noexcept;
  /// Recomputes the head's attention weights, then writes the gradients of its query, key, value.
  /// `scratch` has attention_backward_scratch() floats, 64-byte aligned.
  void (*attention_backward)(const AttentionGradient& job, std::size_t head,
                             float* scratch) noexcept;
  std::size_t (*attention_backward_scratch)(std::size_t sequence_length,
                                            std::size_t head_size) noexcept;
  /// Without dropout.
  const kernels::AttentionKernels& attention() const noexcept {
    return forward->attention[static_cast<std::size_t>(ComputeType::f32)];
  }

  /// Cross entropy of one row of logits against `label`. Unless `scale` is 0 the row becomes the
  /// gradient, scale·(softmax − one-hot).
  RowLoss (*cross_entropy)(float* logits, std::size_t columns, std::size_t label,
                           float scale) noexcept;
};

/// The kernels of a set that available_isas() lists; Error{usage} for any other name.
const TrainKernels& train_kernels(std::string_view isa);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_KERNELS_TRAIN_KERNELS_H_
