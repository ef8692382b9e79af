#ifndef ALBERT_KERNELS_KERNEL_TABLE_H_
#define ALBERT_KERNELS_KERNEL_TABLE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "kernels/matrix.h"
#include "kernels/rows.h"

namespace albert::kernels {

/// Elementwise function at the end of a product.
enum class Pointwise : std::uint8_t { none, gelu, gelu_new, relu, tanh };

/// A left operand: rows in the form that a product engine reads. Non-owning.
struct ConstOperand {
  const std::byte* data = nullptr;  ///< row r starts at data + r·stride (in bytes)
  std::size_t stride = 0;
  const float* scales = nullptr;  ///< int8: one per row
};

/// One to be filled.
struct Operand {
  std::byte* data = nullptr;
  std::size_t stride = 0;
  float* scales = nullptr;

  operator ConstOperand() const noexcept { return {data, stride, scales}; }  // NOLINT: a view
};

/// What happens to a product before it is stored: y = pointwise(x·Wᵀ + bias) ∘ factor + residual.
/// Matrices without memory are left out; the others have as many rows and columns as y.
struct Epilogue {
  Pointwise pointwise = Pointwise::none;
  Matrix derivative = {};     ///< receives pointwise'(x·Wᵀ + bias)
  ConstMatrix factor = {};    ///< multiplied element by element
  ConstMatrix residual = {};  ///< added; may be y

  /// The product is stored as it is.
  bool empty() const noexcept {
    return pointwise == Pointwise::none && derivative.data == nullptr && factor.data == nullptr &&
           residual.data == nullptr;
  }
};

/// A weight matrix in the form of a product engine: panels of `panel_width` outputs. Non-owning;
/// arrays are 64-byte aligned and padded to whole panels.
struct PackedWeight {
  const std::byte* words = nullptr;  ///< [panels][panel_bytes(inputs)]
  const float* bias = nullptr;       ///< [outputs], added to the sums; null = zeros
  const float* start =
      nullptr;  ///< [outputs], f32 and bf16: what the sums start from; null = zeros
  const float* scales = nullptr;          ///< [outputs], int8 only
  const std::int32_t* offsets = nullptr;  ///< [outputs], int8 only: what the sums start from
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
  ConstRows qkv;
  Rows context;
  const std::uint8_t* key_mask = nullptr;  ///< [S], 0 = gets no weight; null = all ones
  std::size_t head_size = 0;
};

/// Rows of one block.
struct BlockRows {
  std::size_t fewest;  ///< for one thread alone; threads share a block that gives them fewer each
  std::size_t most;
};

/// The product engine of one number format: rows × packed weights → y. An engine chooses the form
/// of both operands and its block sizes; callers pass through what it packed.
struct ProductKernels {
  std::size_t panel_width;    ///< outputs per panel
  std::size_t tile_rows;      ///< rows that are multiplied at once; callers cut row ranges by it
  std::size_t block_bytes;    ///< of the left operand: that many stay in the cache between panels
  BlockRows layer_rows;       ///< that go through the products of a layer one after another
  std::size_t slice_tokens;   ///< tokens, at least, that a thread takes through all layers
  std::size_t inner_columns;  ///< inner columns of an FFN that are computed at a time
  RowFormat inner_format;     ///< of the inner activations of an FFN

  /// Bytes of one packed panel.
  std::size_t (*panel_bytes)(std::size_t inputs) noexcept;

  /// Fills one panel from `panel_width` rows of `inputs` weights; null rows become zeros.
  void (*pack)(const float* const* rows, std::size_t inputs, const Panel& panel) noexcept;

  /// The same from int8 numbers with a scale for each row, bit for bit; null in formats without
  /// scales.
  void (*pack_quantized)(const std::int8_t* const* rows, const float* scales, std::size_t inputs,
                         const Panel& panel) noexcept;

  /// Bytes between rows of a left operand. Behind its last row there is memory for tile_rows − 1
  /// more, of any content, that linear() may read.
  std::size_t (*lhs_stride)(std::size_t inputs) noexcept;

  /// Rows [row_begin, row_end) of x as a left operand. Null: the left operand is x itself (and no
  /// row behind the last one is read).
  void (*quantize_rows)(const ConstMatrix& x, const Operand& to, std::size_t row_begin,
                        std::size_t row_end) noexcept;

  /// Rows [row_begin, row_end) × panels [panel_begin, panel_end) of y, which is f32, or rows of
  /// bf16 where the inner format or the attention of the same ComputeType is.
  void (*linear)(const ConstOperand& x, const PackedWeight& weight, const Epilogue& epilogue,
                 const Rows& y, std::size_t row_begin, std::size_t row_end, std::size_t panel_begin,
                 std::size_t panel_end) noexcept;

  /// Multiply-adds between registers only, for the peak rate: fma_loop_operations per iteration.
  void (*fma_loop)(std::size_t iterations) noexcept;
  double fma_loop_operations;

  std::size_t panels(std::size_t outputs) const noexcept {
    return (outputs + panel_width - 1) / panel_width;
  }
};

/// Attention whose two products run in one number format.
struct AttentionKernels {
  RowFormat qkv;      ///< that run() reads
  RowFormat context;  ///< that it writes
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
  bool emulated;  ///< computes what instructions that the processor may lack would compute
  bool native_bf16;
  std::array<ProductKernels, 4> products;  ///< by ComputeType
  /// By ComputeType; int8: bf16 where native, else f32; bf16x3: f32.
  std::array<AttentionKernels, 4> attention;

  /// y = (x − mean) / sqrt(variance + eps) · gain + bias over each of the rows; y may be x.
  void (*layer_norm)(const ConstMatrix& x, const float* gain, const float* bias, float eps,
                     const Matrix& y, std::size_t row_begin, std::size_t row_end) noexcept;
};

/// The kernels of a set that available_isas() lists; Error{usage} for any other name.
const KernelTable& kernel_table(std::string_view isa);

}  // namespace albert::kernels

#endif  // ALBERT_KERNELS_KERNEL_TABLE_H_
