#ifndef ALBERT_TRAIN_MODEL_DENSE_H_
#define ALBERT_TRAIN_MODEL_DENSE_H_

#include <cstddef>
#include <initializer_list>
#include <vector>

#include "albert/base/thread_pool.h"
#include "base/aligned_array.h"
#include "train/model/parameters.h"
#include "train/model/pass.h"

namespace albert::train {

/// One or several dense layers with the same input, side by side (query, key and value are one
/// product). Knows where its tensors lie in the parameter buffer; pack() copies them into the
/// panels that forward and backward products read, once per optimizer step for all applications.
/// Products run in one number format; parameters, inputs, outputs and gradients are f32.
class Dense {
 public:
  /// A weight [outputs, inputs] and its bias [outputs].
  struct Tensors {
    TensorRole weight;
    TensorRole bias;
  };

  Dense(ComputeType type, const ParameterLayout& layout, std::initializer_list<Tensors> layers,
        std::size_t block = 0);
  Dense(ComputeType type, const ParameterLayout& layout, TensorRole weight, TensorRole bias,
        std::size_t block = 0)
      : Dense(type, layout, {{weight, bias}}, block) {}

  std::size_t inputs() const noexcept { return inputs_; }
  std::size_t outputs() const noexcept { return outputs_; }

  void pack(const TrainKernels& kernels, const float* parameters, ThreadPool& threads);

  /// y[T, outputs] = epilogue(x[T, inputs]·Wᵀ + bias)
  void forward(const Pass& pass, ConstMatrix x, const Epilogue& epilogue, Matrix y) const {
    kernels::linear(
        x, products(pass.kernels),
        {.words = forward_.data(), .start = bias_.data(), .inputs = inputs_, .outputs = outputs_},
        epilogue, y, pass.scratch, pass.threads);
  }

  /// dx[T, inputs] = epilogue(dy[T, outputs]·W)
  void backward_input(const Pass& pass, ConstMatrix dy, const Epilogue& epilogue, Matrix dx) const {
    kernels::linear(dy, products(pass.kernels),
                    {.words = backward_.data(), .inputs = outputs_, .outputs = inputs_}, epilogue,
                    dx, pass.scratch, pass.threads);
  }

  /// Adds the gradients of weights and biases to the pass's.
  void backward_weight(const Pass& pass, ConstMatrix dy, ConstMatrix x) const;

 private:
  /// Offsets of weight and bias in the parameter buffer.
  struct Part {
    std::size_t weight = 0;
    std::size_t bias = 0;
    std::size_t outputs = 0;
  };

  const kernels::ProductKernels& products(const TrainKernels& kernels) const noexcept {
    return kernels.forward->products[static_cast<std::size_t>(type_)];
  }

  ComputeType type_;
  std::size_t inputs_ = 0;
  std::size_t outputs_ = 0;
  std::vector<Part> parts_;
  AlignedArray<std::byte> forward_;   // panels over outputs, depth inputs
  AlignedArray<std::byte> backward_;  // panels over inputs, depth outputs
  AlignedArray<float> bias_;          // [outputs padded to panels]
};

}  // namespace albert::train

#endif  // ALBERT_TRAIN_MODEL_DENSE_H_
