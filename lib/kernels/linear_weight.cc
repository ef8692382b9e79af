#include "kernels/linear_weight.h"

#include <algorithm>
#include <vector>

namespace albert::kernels {

LinearWeight::LinearWeight(const KernelTable& table, ComputeType type, std::size_t inputs,
                           std::span<const DenseSource> sources, ThreadPool& threads)
    : table_(&table), type_(type), inputs_(inputs) {
  for (const DenseSource& source : sources) outputs_ += source.bias.size();
  const std::size_t width = table.panel_width;
  const std::size_t group = kernels().group;
  const std::size_t panel_bytes = (inputs + group - 1) / group * width * sizeof(float);
  words_ = AlignedArray<std::byte>(panels() * panel_bytes);
  bias_ = AlignedArray<float>(panels() * width);
  if (type == ComputeType::int8) {
    scales_ = AlignedArray<float>(panels() * width);
    offsets_ = AlignedArray<std::int32_t>(panels() * width);
  }

  std::vector<const float*> rows;
  rows.reserve(panels() * width);
  float* bias = bias_.data();
  for (const DenseSource& source : sources) {
    for (std::size_t n = 0; n < source.bias.size(); ++n) {
      rows.push_back(source.weight.data() + n * inputs);
    }
    bias = std::copy(source.bias.begin(), source.bias.end(), bias);
  }
  rows.resize(panels() * width, nullptr);
  std::fill(bias, bias_.data() + bias_.size(), 0.0f);

  threads.run(panels(), [&](std::size_t panel, std::size_t) {
    const std::size_t first = panel * width;
    const bool scaled = scales_.size() != 0;
    kernels().pack(rows.data() + first, inputs,
                   {.words = words_.data() + panel * panel_bytes,
                    .scales = scaled ? scales_.data() + first : nullptr,
                    .offsets = scaled ? offsets_.data() + first : nullptr});
  });
}

}  // namespace albert::kernels
