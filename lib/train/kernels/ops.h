#ifndef ALBERT_TRAIN_KERNELS_OPS_H_
#define ALBERT_TRAIN_KERNELS_OPS_H_

#include <cstddef>
#include <span>

#include "albert/base/thread_pool.h"
#include "albert/kernels/compute_type.h"
#include "base/aligned_array.h"
#include "kernels/ops.h"
#include "train/kernels/train_kernels.h"

namespace albert::train {

// The gradient kernels with their work divided among the threads of a pool. Work is divided by
// outputs, never by sums, and where rows must be summed in parts the parts do not depend on the
// pool: results are bit-identical for any number of threads.

/// Scratch of the operations, which use it one after the other; also of those in kernels/ops.h.
struct Scratch : kernels::OpScratch {
  AlignedArray<float> sums;
};

/// Where the gradients of one dense layer go: weight [outputs, inputs] and bias [outputs].
struct DenseGradient {
  float* weight = nullptr;
  float* bias = nullptr;
  std::size_t outputs = 0;
};

/// weight += dyᵀ·x and bias += column sums of dy (in f32 whatever `type`), for layers that share x
/// and lie side by side in the columns of dy[T, N].
void accumulate_dense(const TrainKernels& kernels, ComputeType type, ConstMatrix dy, ConstMatrix x,
                      std::span<const DenseGradient> gradients, Scratch& scratch,
                      ThreadPool& threads);

/// dx of y = LayerNorm(x) (dx may be dy); adds to d_gain and d_bias.
void layer_norm_backward(const TrainKernels& kernels, ConstMatrix x, std::span<const float> gain,
                         double eps, ConstMatrix dy, Matrix dx, float* d_gain, float* d_bias,
                         Scratch& scratch, ThreadPool& threads);

/// Dropout of the attention weights of a layer.
struct AttentionDropout {
  Dropout dropout;
  std::span<const std::uint64_t> keys;  ///< [B] of each example; empty without dropout
  std::uint64_t first_site = 0;         ///< of head 0; heads count upwards

  DropoutKey key(std::size_t sequence, std::size_t head) const noexcept {
    return keys.empty() ? DropoutKey{} : DropoutKey{keys[sequence], first_site + head};
  }
};

/// context [T, H] of attention over sequences packed end to end, with dropout.
void attention_forward(const TrainKernels& kernels, ConstMatrix qkv,
                       std::span<const std::size_t> starts, std::size_t heads,
                       const AttentionDropout& dropout, Matrix context, Scratch& scratch,
                       ThreadPool& threads);

/// d_qkv [T, 3H] of attention over sequences packed end to end, given d_context [T, H].
void attention_backward(const TrainKernels& kernels, ConstMatrix qkv,
                        std::span<const std::size_t> starts, std::size_t heads,
                        const AttentionDropout& dropout, ConstMatrix d_context, Matrix d_qkv,
                        Scratch& scratch, ThreadPool& threads);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_KERNELS_OPS_H_
