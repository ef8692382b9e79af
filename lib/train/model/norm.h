#ifndef ALBERT_TRAIN_MODEL_NORM_H_
#define ALBERT_TRAIN_MODEL_NORM_H_

#include <cstddef>

#include "train/model/parameters.h"
#include "train/model/pass.h"

namespace albert::train {

/// A LayerNorm. Knows where its weight and bias are in the parameter buffer.
class Norm {
 public:
  Norm(const ParameterLayout& layout, TensorRole weight, TensorRole bias, double eps,
       std::size_t block = 0)
      : weight_(layout.offset(weight, block)), bias_(layout.offset(bias, block)), eps_(eps) {}

  void forward(const Pass& pass, ConstMatrix x, Matrix y) const {
    kernels::layer_norm(*pass.kernels.forward, x, pass.parameters.subspan(weight_, x.cols),
                        pass.parameters.subspan(bias_, x.cols), eps_, y, pass.threads);
  }

  /// dx may be dy.
  void backward(const Pass& pass, ConstMatrix x, ConstMatrix dy, Matrix dx) const {
    layer_norm_backward(pass.kernels, x, pass.parameters.subspan(weight_, x.cols), eps_, dy, dx,
                        pass.gradients + weight_, pass.gradients + bias_, pass.scratch,
                        pass.threads);
  }

 private:
  std::size_t weight_;
  std::size_t bias_;
  double eps_;
};

}  // namespace albert::train

#endif  // ALBERT_TRAIN_MODEL_NORM_H_
