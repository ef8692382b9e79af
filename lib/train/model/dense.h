#ifndef ALBERT_TRAIN_MODEL_DENSE_H_
#define ALBERT_TRAIN_MODEL_DENSE_H_

#include <cstddef>
#include <span>
#include <vector>

#include "albert/base/thread_pool.h"
#include "base/aligned_array.h"
#include "train/kernels/ops.h"

namespace albert::train {

/// Memory that all backward passes share, one after the other.
struct Scratch {
  AlignedArray<float> buffer;
};

/// One or several dense layers with the same input, side by side (query, key and value are one
/// product). Knows where its tensors lie in the parameter buffer; pack() copies them into the
/// panels that forward and backward products read, once per optimizer step for all applications.
class Dense {
 public:
  /// Offsets of weight [outputs, inputs] and bias [outputs] in the parameter buffer.
  struct Part {
    std::size_t weight = 0;
    std::size_t bias = 0;
    std::size_t outputs = 0;
  };

  Dense() = default;
  Dense(std::size_t inputs, std::vector<Part> parts);

  std::size_t inputs() const noexcept { return inputs_; }
  std::size_t outputs() const noexcept { return outputs_; }

  void pack(const TrainKernels& kernels, const float* parameters, ThreadPool& threads);

  /// y[T, outputs] = epilogue(x[T, inputs]·Wᵀ + bias)
  void forward(const TrainKernels& kernels, ConstMatrix x, const Epilogue& epilogue, Matrix y,
               ThreadPool& threads) const {
    product(kernels, x, {forward_.data(), bias_.data(), inputs_, outputs_}, epilogue, y, threads);
  }

  /// dx[T, inputs] = epilogue(dy[T, outputs]·W)
  void backward_input(const TrainKernels& kernels, ConstMatrix dy, const Epilogue& epilogue,
                      Matrix dx, ThreadPool& threads) const {
    product(kernels, dy, {backward_.data(), nullptr, outputs_, inputs_}, epilogue, dx, threads);
  }

  /// Adds the gradients of weights and biases to a gradient buffer.
  void backward_weight(const TrainKernels& kernels, ConstMatrix dy, ConstMatrix x, float* gradients,
                       Scratch& scratch, ThreadPool& threads) const;

 private:
  std::size_t inputs_ = 0;
  std::size_t outputs_ = 0;
  std::vector<Part> parts_;
  AlignedArray<float> forward_;   // panels over outputs, depth inputs
  AlignedArray<float> backward_;  // panels over inputs, depth outputs
  AlignedArray<float> bias_;      // [outputs padded to panels]
};

}  // namespace albert::train

#endif  // ALBERT_TRAIN_MODEL_DENSE_H_
