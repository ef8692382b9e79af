#ifndef ALBERT_KERNELS_OPS_H_
#define ALBERT_KERNELS_OPS_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "albert/base/thread_pool.h"
#include "base/aligned_array.h"
#include "kernels/linear_weight.h"
#include "kernels/matrix.h"

namespace albert::kernels {

// The kernels cut into pieces and spread over a pool. How they are cut never shows in the results.

/// Scratch of the operations: grows to what was needed, never shared between concurrent calls.
struct OpScratch {
  AlignedArray<std::byte> operand;    ///< x in the weight's number format
  AlignedArray<float> scales;         ///< of its rows
  AlignedArray<std::byte> attention;  ///< per thread
};

/// y[M, outputs] = pointwise(x[M, inputs]·Wᵀ + bias) + residual. y must not overlap x.
void linear(ConstMatrix x, const LinearWeight& weight, const Epilogue& epilogue, Matrix y,
            OpScratch& scratch, ThreadPool& threads);

/// LayerNorm over each row; y may be x.
void layer_norm(const KernelTable& table, ConstMatrix x, std::span<const float> gain,
                std::span<const float> bias, double eps, Matrix y, ThreadPool& threads);

/// Self-attention of sequences packed end to end: rows starts[b]..starts[b+1] attend to each other.
/// qkv [T, 3H] → context [T, H]. `key_mask` is [T] or empty.
void attention(const KernelTable& table, ComputeType type, ConstMatrix qkv,
               std::span<const std::size_t> starts, std::span<const std::uint8_t> key_mask,
               std::size_t heads, Matrix context, OpScratch& scratch, ThreadPool& threads);

}  // namespace albert::kernels

#endif  // ALBERT_KERNELS_OPS_H_
