#ifndef ALBERT_KERNELS_KERNEL_TABLE_H_
#define ALBERT_KERNELS_KERNEL_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "kernels/matrix.h"

namespace albert::kernels {

/// Elementwise function at the end of a product.
enum class Pointwise : std::uint8_t { none, gelu, gelu_new, relu, tanh };

/// What happens to a product before it is stored: y = pointwise(x·Wᵀ + bias) + residual.
struct Epilogue {
  Pointwise pointwise = Pointwise::none;
  const float* residual = nullptr;  ///< as many rows and columns as y, or null
  std::size_t residual_stride = 0;
};

/// A weight matrix as the kernels want it: panels of `panel_width` outputs, in each the inputs one
/// after the other ([panel][input][output in panel]), the last panel padded with zeros.
struct PackedWeight {
  const float* panels = nullptr;  ///< 64-byte aligned
  const float* bias = nullptr;    ///< [panels · panel_width], zero padded
  std::size_t inputs = 0;
  std::size_t outputs = 0;
};

/// One sequence of one layer's attention. Rows are tokens; `qkv` holds query, key and value of all
/// heads side by side ([S, 3H]); head h of `context` ([S, H]) is columns h·head_size….
struct AttentionJob {
  ConstMatrix qkv;
  Matrix context;
  const std::uint8_t* key_mask = nullptr;  ///< [S], 0 = gets no weight; null = all ones
  std::size_t head_size = 0;
};

/// The compute kernels of one instruction set. Every function is thread-safe, allocates nothing and
/// computes each output row in an order of operations that does not depend on which other rows or
/// columns are computed with it: results are bit-identical however work is cut up.
struct KernelTable {
  std::string_view isa;
  std::size_t panel_width;  ///< outputs per panel
  std::size_t tile_rows;    ///< rows that one register tile takes; callers cut row ranges by it

  /// Interleaves `panel_width` rows of `inputs` weights into one panel; null rows become zeros.
  void (*pack_panel)(const float* const* rows, std::size_t inputs, float* panel) noexcept;

  /// Rows [row_begin, row_end) × panels [panel_begin, panel_end) of y.
  void (*linear)(const ConstMatrix& x, const PackedWeight& weight, const Epilogue& epilogue,
                 const Matrix& y, std::size_t row_begin, std::size_t row_end,
                 std::size_t panel_begin, std::size_t panel_end) noexcept;

  /// y = (x − mean) / sqrt(variance + eps) · gain + bias over each of the rows; y may be x.
  void (*layer_norm)(const ConstMatrix& x, const float* gain, const float* bias, float eps,
                     const Matrix& y, std::size_t row_begin, std::size_t row_end) noexcept;

  /// Softmax(Q·Kᵀ/√d + mask)·V of one head. `scratch` has attention_scratch() floats, aligned.
  void (*attention)(const AttentionJob& job, std::size_t head, float* scratch) noexcept;
  std::size_t (*attention_scratch)(std::size_t sequence_length, std::size_t head_size) noexcept;
};

/// The kernels of a set that available_isas() lists; Error{usage} for any other name.
const KernelTable& kernel_table(std::string_view isa);

}  // namespace albert::kernels

#endif  // ALBERT_KERNELS_KERNEL_TABLE_H_
