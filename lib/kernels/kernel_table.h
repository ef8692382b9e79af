#ifndef ALBERT_KERNELS_KERNEL_TABLE_H_
#define ALBERT_KERNELS_KERNEL_TABLE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "albert/kernels/compute_type.h"
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

/// A left operand: rows in a set's own form of a number format.
struct ConstOperand {
  const std::byte* data = nullptr;  ///< row r starts at data + r·stride (in bytes)
  std::size_t stride = 0;
  const float* scales = nullptr;  ///< int8: one per row
};

struct Operand {
  std::byte* data = nullptr;
  std::size_t stride = 0;
  float* scales = nullptr;

  operator ConstOperand() const noexcept { return {data, stride, scales}; }  // NOLINT: a view
};

/// A weight matrix as the kernels want it: panels of `panel_width` outputs, in each the words of
/// the inputs one after the other ([panel][word of inputs][output in panel]), padded with zeros.
struct PackedWeight {
  const std::byte* words = nullptr;       ///< 64-byte aligned
  const float* bias = nullptr;            ///< [panels · panel_width]
  const float* scales = nullptr;          ///< the same, int8 only
  const std::int32_t* offsets = nullptr;  ///< the same, int8 only: what the sums start from
  std::size_t inputs = 0;
  std::size_t outputs = 0;
};

/// One panel of it, to be filled.
struct Panel {
  std::byte* words = nullptr;
  float* scales = nullptr;
  std::int32_t* offsets = nullptr;
};

/// One sequence of one layer's attention. Rows are tokens; `qkv` holds query, key and value of all
/// heads side by side ([S, 3H]); head h of `context` ([S, H]) is columns h·head_size….
struct AttentionJob {
  ConstMatrix qkv;
  Matrix context;
  const std::uint8_t* key_mask = nullptr;  ///< [S], 0 = gets no weight; null = all ones
  std::size_t head_size = 0;
};

/// Products in one number format.
struct ProductKernels {
  std::size_t group;                                        ///< inputs per 32-bit word of a panel
  std::size_t (*left_stride)(std::size_t inputs) noexcept;  ///< bytes between rows of an Operand

  /// Fills one panel from `panel_width` rows of `inputs` weights; null rows become zeros.
  void (*pack)(const float* const* rows, std::size_t inputs, const Panel& panel) noexcept;

  /// The same from int8 numbers with a scale for each row, bit for bit; null in formats without
  /// scales.
  void (*pack_quantized)(const std::int8_t* const* rows, const float* scales, std::size_t inputs,
                         const Panel& panel) noexcept;

  /// Rows [row_begin, row_end) of x in this format.
  void (*encode)(const ConstMatrix& x, const Operand& to, std::size_t row_begin,
                 std::size_t row_end) noexcept;

  /// Rows [row_begin, row_end) × panels [panel_begin, panel_end) of y.
  void (*linear)(const ConstOperand& x, const PackedWeight& weight, const Epilogue& epilogue,
                 const Matrix& y, std::size_t row_begin, std::size_t row_end,
                 std::size_t panel_begin, std::size_t panel_end) noexcept;

  /// Multiply-adds between registers and nothing else, burn_operations per iteration.
  void (*burn)(std::size_t iterations) noexcept;
  double burn_operations;
};

/// Attention whose two products run in one number format.
struct AttentionKernels {
  /// Softmax(Q·Kᵀ/√d + mask)·V of one head.
  void (*run)(const AttentionJob& job, std::size_t head, std::byte* scratch) noexcept;
  /// Bytes of 64-byte aligned scratch that run() needs.
  std::size_t (*scratch_bytes)(std::size_t sequence_length, std::size_t head_size) noexcept;
};

/// The compute kernels of one instruction set. Every function is thread-safe, allocates nothing and
/// computes each output row in an order of operations that does not depend on which other rows or
/// columns are computed with it: results are bit-identical however work is cut up.
struct KernelTable {
  std::string_view isa;
  bool native_bf16;
  std::size_t panel_width;  ///< outputs per panel
  std::size_t tile_rows;    ///< rows that one register tile takes; callers cut row ranges by it
  std::array<ProductKernels, 3> products;     ///< by ComputeType
  std::array<AttentionKernels, 3> attention;  ///< by ComputeType; int8: bf16 where native, else f32

  /// y = (x − mean) / sqrt(variance + eps) · gain + bias over each of the rows; y may be x.
  void (*layer_norm)(const ConstMatrix& x, const float* gain, const float* bias, float eps,
                     const Matrix& y, std::size_t row_begin, std::size_t row_end) noexcept;
};

/// The kernels of a set that available_isas() lists; Error{usage} for any other name.
const KernelTable& kernel_table(std::string_view isa);

}  // namespace albert::kernels

#endif  // ALBERT_KERNELS_KERNEL_TABLE_H_
