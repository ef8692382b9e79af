#include "kernels/linear_weight.h"

#include <algorithm>
#include <vector>

namespace albert::kernels {

LinearWeight::LinearWeight(const KernelTable& table, std::size_t inputs,
                           std::span<const DenseSource> sources, ThreadPool& threads)
    : table_(&table), inputs_(inputs) {
  for (const DenseSource& source : sources) outputs_ += source.bias.size();
  const std::size_t width = table.panel_width;
  panels_ = AlignedBuffer(panels() * width * inputs);
  bias_ = AlignedBuffer(panels() * width);

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
    table.pack_panel(rows.data() + panel * width, inputs, panels_.data() + panel * width * inputs);
  });
}

}  // namespace albert::kernels
