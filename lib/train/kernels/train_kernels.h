#ifndef ALBERT_TRAIN_KERNELS_TRAIN_KERNELS_H_
#define ALBERT_TRAIN_KERNELS_TRAIN_KERNELS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "kernels/kernel_table.h"
#include "kernels/matrix.h"
#include "train/kernels/dropout.h"

namespace albert::train {

using kernels::ConstMatrix;
using kernels::ConstOperand;
using kernels::Matrix;
using kernels::Operand;
using kernels::Pointwise;

/// What happens to a product before it is stored: y = pointwise(x·W + bias) ∘ factor + residual.
struct Epilogue {
  Pointwise pointwise = Pointwise::none;
  Matrix derivative = {};     ///< receives pointwise'(x·W + bias), when it has memory
  ConstMatrix factor = {};    ///< multiplied element by element, when it has memory
  ConstMatrix residual = {};  ///< added, when it has memory
};

/// A matrix in column panels, in the number format of a product: [panel][word of the depth][column
/// in panel], a word of 4 bytes holding TrainProducts::group numbers; padded with zeros.
struct Panels {
  const std::byte* words = nullptr;  ///< 64-byte aligned
  const float* bias = nullptr;       ///< zero padded to whole panels; null = zeros
  std::size_t depth = 0;
  std::size_t columns = 0;
};

/// One head of one sequence forwards. Rows are tokens; `qkv` is [S, 3H].
struct AttentionForward {
  ConstMatrix qkv;
  Matrix context;  ///< [S, H], the head's columns are written
  std::size_t head_size = 0;
  Dropout dropout;  ///< of attention weights
  DropoutKey key;   ///< of this head
};

/// The same backwards.
struct AttentionGradient {
  ConstMatrix qkv;
  ConstMatrix d_context;  ///< [S, H]
  Matrix d_qkv;           ///< [S, 3H], written
  std::size_t head_size = 0;
  Dropout dropout;
  DropoutKey key;
};

struct RowLoss {
  double loss = 0;  ///< nats
  bool correct = false;
};

/// Products whose operands are in one number format; sums and results are f32. Numbers of the depth
/// go together in words of `group`.
struct TrainProducts {
  std::size_t group;
  std::size_t left_bytes;  ///< bytes of a left operand per word

  /// Columns [column, column + panel_width) of m become a panel; beyond m.cols zeros.
  void (*pack_columns)(const ConstMatrix& m, std::size_t column, std::byte* panel) noexcept;
  /// `panel_width` rows of `depth` floats become the columns of a panel; null rows become zeros.
  void (*pack_rows)(const float* const* rows, std::size_t depth, std::byte* panel) noexcept;
  /// Columns [column, column + columns), columns ≤ tile_rows, to [words of m.rows][tile_rows], and
  /// their sums added to `sums` when that is not null.
  void (*pack_tile)(const ConstMatrix& m, std::size_t column, std::size_t columns, std::byte* tile,
                    float* sums) noexcept;
  /// Bytes between rows of a left operand, and rows [row_begin, row_end) of x as one. An f32
  /// operand is x itself.
  std::size_t (*left_stride)(std::size_t depth) noexcept;
  void (*encode)(const ConstMatrix& x, const Operand& to, std::size_t row_begin,
                 std::size_t row_end) noexcept;

  /// Rows [row_begin, row_end) × panels [panel_begin, panel_end) of y.
  void (*product)(const ConstOperand& x, const Panels& panels, const Epilogue& epilogue,
                  const Matrix& y, std::size_t row_begin, std::size_t row_end,
                  std::size_t panel_begin, std::size_t panel_end) noexcept;
  /// c[rows, columns] += tileᵀ·panel over `depth` (pack_tile and pack_columns made them).
  void (*accumulate)(const std::byte* tile, const std::byte* panel, std::size_t depth,
                     std::size_t rows, std::size_t columns, float* c,
                     std::size_t c_stride) noexcept;
};

/// The training kernels of one instruction set; the counterpart of kernels::KernelTable. Every
/// function is thread-safe and allocates nothing, and every number it computes is one chain of
/// operations in a fixed order, so results are bit-identical however callers cut up the work.
struct TrainKernels {
  std::string_view isa;
  std::size_t panel_width;                ///< columns per panel
  std::size_t tile_rows;                  ///< rows of one register tile
  std::array<TrainProducts, 2> products;  ///< f32, bf16: by ComputeType

  /// Given dy of y = LayerNorm(x): dx, and the gradients of gain and bias of these rows added to
  /// `d_gain` and `d_bias`. dx may be dy.
  void (*layer_norm_backward)(const ConstMatrix& x, const float* gain, float eps,
                              const ConstMatrix& dy, const Matrix& dx, std::size_t row_begin,
                              std::size_t row_end, float* d_gain, float* d_bias) noexcept;

  /// Drops values of one row; `key` is DropoutKey::row() of its token.
  void (*drop)(const Dropout& dropout, std::uint64_t key, float* values,
               std::size_t count) noexcept;

  /// context = dropout(softmax(query·keyᵀ / √size))·value, of one head; scratch as below.
  void (*attention_forward)(const AttentionForward& job, std::size_t head, float* scratch) noexcept;
  /// Recomputes the head's attention weights, then writes the gradients of its query, key, value.
  /// `scratch` has attention_scratch() floats, 64-byte aligned.
  void (*attention_backward)(const AttentionGradient& job, std::size_t head,
                             float* scratch) noexcept;
  std::size_t (*attention_scratch)(std::size_t sequence_length, std::size_t head_size) noexcept;

  /// Cross entropy of one row of logits against `label`. Unless `scale` is 0 the row becomes the
  /// gradient, scale·(softmax − one-hot).
  RowLoss (*cross_entropy)(float* logits, std::size_t columns, std::size_t label,
                           float scale) noexcept;
};

/// The kernels of a set that available_isas() lists; Error{usage} for any other name.
const TrainKernels& train_kernels(std::string_view isa);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_KERNELS_TRAIN_KERNELS_H_
