#ifndef ALBERT_KERNELS_OPS_H_
#define ALBERT_KERNELS_OPS_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "albert/base/thread_pool.h"
#include "base/aligned_buffer.h"
#include "kernels/linear_weight.h"
#include "kernels/matrix.h"

namespace albert::kernels {

// The kernels cut into pieces and spread over a pool. How they are cut never shows in the results.

/// y[M, outputs] = pointwise(x[M, inputs]·Wᵀ + bias) + residual. y must not overlap x.
void linear(ConstMatrix x, const LinearWeight& weight, const Epilogue& epilogue, Matrix y,
            ThreadPool& threads);

/// LayerNorm over each row; y may be x.
void layer_norm(const KernelTable& table, ConstMatrix x, std::span<const float> gain,
                std::span<const float> bias, double eps, Matrix y, ThreadPool& threads);

/// Self-attention of sequences packed end to end: rows starts[b]..starts[b+1] attend to each other.
/// qkv [T, 3H] → context [T, H]. `key_mask` is [T] or empty.
void attention(const KernelTable& table, ConstMatrix qkv, std::span<const std::size_t> starts,
               std::span<const std::uint8_t> key_mask, std::size_t heads, Matrix context,
               AlignedBuffer& scratch, ThreadPool& threads);

}  // namespace albert::kernels

#endif  // ALBERT_KERNELS_OPS_H_
