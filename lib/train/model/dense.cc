#include "train/model/dense.h"

#include <algorithm>

namespace albert::train {
namespace {

constexpr std::size_t kWordBytes = 4;

}  // namespace

Dense::Dense(ComputeType type, const ParameterLayout& layout, std::initializer_list<Tensors> layers,
             std::size_t block)
    : type_(type) {
  const TensorCatalogue& catalogue = layout.catalogue();
  for (const Tensors& layer : layers) {
    const auto weight = catalogue.find(layer.weight, static_cast<int>(block));
    const Shape& shape = catalogue.tensors()[weight].shape;
    inputs_ = static_cast<std::size_t>(shape[1]);
    parts_.push_back({layout.offset(weight), layout.offset(layer.bias, block),
                      static_cast<std::size_t>(shape[0])});
    outputs_ += parts_.back().outputs;
  }
  // Pairs of bf16 would straddle odd parts.
  const auto odd = [](const Part& part) { return part.outputs % 2 != 0; };
  if (parts_.size() > 1 && std::any_of(parts_.begin(), parts_.end(), odd)) type_ = ComputeType::f32;
}

void Dense::pack(const TrainKernels& kernels, const float* parameters, ThreadPool& threads) {
  const kernels::ProductKernels& products = this->products(kernels);
  const GradientProducts& gradient_products = kernels.products[static_cast<std::size_t>(type_)];
  const std::size_t width = kernels.panel_width;
  const auto panel_bytes = products.panel_bytes;
  const std::size_t output_panels = (outputs_ + width - 1) / width;
  const std::size_t input_panels = (inputs_ + width - 1) / width;
  forward_.reserve(output_panels * panel_bytes(inputs_));
  backward_.reserve(input_panels * panel_bytes(outputs_));
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
      products.pack(rows.data() + i * width, inputs_,
                    {.words = forward_.data() + i * panel_bytes(inputs_)});
      return;
    }
    const std::size_t p = i - output_panels;
    std::byte* panel = backward_.data() + p * panel_bytes(outputs_);
    std::byte* const end = panel + panel_bytes(outputs_);
    for (const Part& part : parts_) {
      gradient_products.pack_columns({parameters + part.weight, part.outputs, inputs_, inputs_},
                                     p * width, panel);
      panel += (part.outputs + gradient_products.inputs_per_word - 1) /
               gradient_products.inputs_per_word * width * kWordBytes;
    }
    std::fill(panel, end, std::byte{0});  // padding
  });
}

void Dense::backward_weight(const Pass& pass, ConstMatrix dy, ConstMatrix x) const {
  std::vector<DenseGradient> targets;
  for (const Part& part : parts_) {
    targets.push_back({pass.gradients + part.weight, pass.gradients + part.bias, part.outputs});
  }
  accumulate_dense(pass.kernels, type_, dy, x, targets, pass.scratch, pass.threads);
}

}  // namespace albert::train
