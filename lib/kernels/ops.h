#ifndef ALBERT_KERNELS_OPS_H_
#define ALBERT_KERNELS_OPS_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "albert/base/function_ref.h"
#include "albert/base/thread_pool.h"
#include "base/aligned_array.h"
#include "kernels/linear_weight.h"
#include "kernels/matrix.h"
#include "kernels/rows.h"

namespace albert::kernels {

// The kernels with their work divided among the threads of a pool. The division never changes a
// result.

/// Memory of a left operand.
struct OperandScratch {
  AlignedArray<std::byte> rows;
  AlignedArray<float> scales;
};

/// Memory of rows, reused from call to call.
class ScratchRows {
 public:
  /// Allocates only when the memory is too small; the contents of the columns are unspecified.
  Rows shape(std::size_t rows, std::size_t cols, RowFormat format);

 private:
  AlignedArray<std::byte> buffer_;
};

/// Scratch of the operations: grows to what was needed, never shared between concurrent calls.
struct OpScratch {
  OperandScratch operand;             ///< x
  OperandScratch inner_operand;       ///< inner activations of an FFN
  ScratchRows inner;                  ///< the same as they are written
  AlignedArray<std::byte> attention;  ///< per thread
};

/// y[M, outputs] = epilogue(x[M, inputs]·Wᵀ + bias). y must not overlap x. Both are f32, or what
/// the attention of the same set and ComputeType writes and reads.
void linear(const ConstRows& x, const ProductKernels& kernels, const PackedWeight& weight,
            const Epilogue& epilogue, const Rows& y, OpScratch& scratch, ThreadPool& threads);

inline void linear(const ConstRows& x, const LinearWeight& weight, const Epilogue& epilogue,
                   const Rows& y, OpScratch& scratch, ThreadPool& threads) {
  linear(x, weight.kernels(), weight.packed(), epilogue, y, scratch, threads);
}

/// Some inner columns of an FFN.
struct FfnChunk {
  LinearWeight up;    ///< H → columns
  LinearWeight down;  ///< columns → H; the bias of one chunk is that of the FFN, others have zeros
};

/// y = x + Σ pointwise(x·Uᵀ + b)·Dᵀ + c over the chunks, in order. y must not overlap x.
void ffn(ConstMatrix x, std::span<const FfnChunk> chunks, Pointwise pointwise, Matrix y,
         OpScratch& scratch, ThreadPool& threads);

/// LayerNorm over each row; y may be x.
void layer_norm(const KernelTable& table, ConstMatrix x, std::span<const float> gain,
                std::span<const float> bias, double eps, Matrix y, ThreadPool& threads);

/// Tokens of the longest of sequences packed end to end.
std::size_t longest_sequence(std::span<const std::size_t> starts) noexcept;

/// Calls work(sequence, head, scratch) for every head of B sequences on the threads of the pool,
/// each with `share` bytes of scratch of its own.
void for_each_head(std::size_t sequences, std::size_t heads, std::size_t share, OpScratch& scratch,
                   ThreadPool& threads,
                   FunctionRef<void(std::size_t, std::size_t, std::byte*)> work);

/// Self-attention of sequences packed end to end: rows starts[b]..starts[b+1] attend to each other.
/// qkv [T, 3H] → context [T, H], in the formats of the kernels. `key_mask` is [T] or empty.
void attention(const AttentionKernels& kernels, const ConstRows& qkv,
               std::span<const std::size_t> starts, std::span<const std::uint8_t> key_mask,
               std::size_t heads, const Rows& context, OpScratch& scratch, ThreadPool& threads);

}  // namespace albert::kernels

#endif  // ALBERT_KERNELS_OPS_H_
