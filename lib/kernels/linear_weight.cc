#include "kernels/linear_weight.h"

#include <algorithm>
#include <vector>

namespace albert::kernels {
namespace {

/// One output's weights before packing; a row without either is zeros.
struct SourceRow {
  const float* values = nullptr;
  const std::int8_t* numbers = nullptr;
  float scale = 0;
};

std::vector<SourceRow> rows_of(std::span<const DenseSource> sources, std::size_t padded) {
  std::vector<SourceRow> rows;
  rows.reserve(padded);
  for (const DenseSource& source : sources) {
    const bool quantized = !source.quantized.numbers.empty();
    const std::size_t size = quantized ? source.quantized.numbers.size() : source.weight.size();
    for (std::size_t n = 0; n < source.bias.size(); ++n) {
      const std::size_t first = n * (size / source.bias.size()) + source.first_input;
      rows.push_back(quantized ? SourceRow{.numbers = &source.quantized.numbers[first],
                                           .scale = source.quantized.scales[n]}
                               : SourceRow{.values = &source.weight[first]});
    }
  }
  rows.resize(padded);
  return rows;
}

/// Packs the panels of one weight. Its buffers serve panel after panel of one thread.
class PanelPacker {
 public:
  /// `dequantizes`: some rows are int8 numbers that may have to become floats.
  PanelPacker(const ProductKernels& kernels, std::size_t width, std::size_t inputs,
              bool dequantizes)
      : kernels_(kernels),
        inputs_(inputs),
        values_(width),
        numbers_(width),
        scales_(width),
        dequantized_(dequantizes ? width * inputs : 0) {}

  void pack(std::span<const SourceRow> rows, const Panel& panel) {
    const auto has_floats = [](const SourceRow& row) { return row.values != nullptr; };
    if (kernels_.pack_quantized != nullptr && std::ranges::none_of(rows, has_floats)) {
      std::ranges::transform(rows, numbers_.begin(), &SourceRow::numbers);
      std::ranges::transform(rows, scales_.begin(), &SourceRow::scale);
      kernels_.pack_quantized(numbers_.data(), scales_.data(), inputs_, panel);
      return;
    }
    for (std::size_t j = 0; j < rows.size(); ++j) {
      values_[j] = rows[j].numbers != nullptr ? dequantize(rows[j], j) : rows[j].values;
    }
    kernels_.pack(values_.data(), inputs_, panel);
  }

 private:
  const float* dequantize(const SourceRow& row, std::size_t index) {
    float* const out = &dequantized_[index * inputs_];
    for (std::size_t k = 0; k < inputs_; ++k) {
      out[k] = static_cast<float>(row.numbers[k]) * row.scale;
    }
    return out;
  }

  const ProductKernels& kernels_;
  std::size_t inputs_;
  std::vector<const float*> values_;
  std::vector<const std::int8_t*> numbers_;
  std::vector<float> scales_;
  std::vector<float> dequantized_;  // [width, inputs]
};

}  // namespace

LinearWeight::LinearWeight(const KernelTable& table, ComputeType type, std::size_t inputs,
                           std::span<const DenseSource> sources, ThreadPool& threads)
    : table_(&table), type_(type), inputs_(inputs) {
  for (const DenseSource& source : sources) outputs_ += source.bias.size();
  const std::size_t width = kernels().panel_width;
  const std::size_t panel_bytes = kernels().panel_bytes(inputs);
  words_ = AlignedArray<std::byte>(panels() * panel_bytes);
  bias_ = AlignedArray<float>(panels() * width);
  if (type == ComputeType::int8) {
    scales_ = AlignedArray<float>(panels() * width);
    offsets_ = AlignedArray<std::int32_t>(panels() * width);
  }
  float* bias = bias_.data();
  for (const DenseSource& source : sources) {
    bias = std::copy(source.bias.begin(), source.bias.end(), bias);
  }
  std::fill(bias, bias_.data() + bias_.size(), 0.0f);

  const std::vector<SourceRow> rows = rows_of(sources, panels() * width);
  const bool quantized = std::ranges::any_of(
      sources, [](const DenseSource& source) { return !source.quantized.numbers.empty(); });
  std::vector<PanelPacker> packers(static_cast<std::size_t>(threads.size()),
                                   PanelPacker(kernels(), width, inputs, quantized));
  threads.run(panels(), [&](std::size_t panel, std::size_t thread) {
    const std::size_t first = panel * width;
    const bool scaled = scales_.size() != 0;
    packers[thread].pack(std::span(rows).subspan(first, width),
                         {.words = words_.data() + panel * panel_bytes,
                          .scales = scaled ? scales_.data() + first : nullptr,
                          .offsets = scaled ? offsets_.data() + first : nullptr});
  });
}

}  // namespace albert::kernels
