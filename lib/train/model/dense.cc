#include "train/model/dense.h"

#include <algorithm>
#include <utility>

namespace albert::train {

Dense::Dense(std::size_t inputs, std::vector<Part> parts)
    : inputs_(inputs), parts_(std::move(parts)) {
  for (const Part& part : parts_) outputs_ += part.outputs;
}

void Dense::pack(const TrainKernels& kernels, const float* parameters, ThreadPool& threads) {
  const std::size_t width = kernels.panel_width;
  const std::size_t output_panels = (outputs_ + width - 1) / width;
  const std::size_t input_panels = (inputs_ + width - 1) / width;
  forward_.reserve(output_panels * width * inputs_);
  backward_.reserve(input_panels * width * outputs_);
  bias_.reserve(output_panels * width);

  std::vector<const float*> rows;
  rows.reserve(output_panels * width);
  float* bias = bias_.data();
  for (const Part& part : parts_) {
    for (std::size_t n = 0; n < part.outputs; ++n) {
      rows.push_back(parameters + part.weight + n * inputs_);
    }
    bias = std::copy_n(parameters + part.bias, part.outputs, bias);
  }
  rows.resize(output_panels * width, nullptr);
  std::fill(bias, bias_.data() + output_panels * width, 0.0f);

  threads.run(output_panels + input_panels, [&](std::size_t i, std::size_t) {
    if (i < output_panels) {
      kernels.pack_rows(rows.data() + i * width, inputs_, forward_.data() + i * width * inputs_);
      return;
    }
    const std::size_t column = (i - output_panels) * width;
    float* panel = backward_.data() + column * outputs_;
    for (const Part& part : parts_) {
      kernels.pack_columns({parameters + part.weight, part.outputs, inputs_, inputs_}, column,
                           panel);
      panel += part.outputs * width;
    }
  });
}

void Dense::backward_weight(const TrainKernels& kernels, ConstMatrix dy, ConstMatrix x,
                            float* gradients, Scratch& scratch, ThreadPool& threads) const {
  std::vector<DenseGradient> targets;
  for (const Part& part : parts_) {
    targets.push_back({gradients + part.weight, gradients + part.bias, part.outputs});
  }
  accumulate_dense(kernels, dy, x, targets, scratch.buffer, threads);
}

}  // namespace albert::train
