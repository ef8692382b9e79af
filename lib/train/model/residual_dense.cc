#include "train/model/residual_dense.h"

#include <algorithm>

namespace albert::train {

void residual_forward(const Pass& pass, const Dense& layer, std::uint64_t site, ConstMatrix x,
                      ConstMatrix residual, Matrix sum) {
  if (!pass.dropout.active()) return layer.forward(pass, x, {.residual = residual}, sum);
  layer.forward(pass, x, {}, sum);
  drop(pass, site, sum);
  const std::span<const std::size_t> starts = pass.batch.starts;
  pass.threads.run(pass.batch.sequences(), [&](std::size_t b, std::size_t) {
    for (std::size_t t = starts[b]; t < starts[b + 1]; ++t) {
      for (std::size_t j = 0; j < sum.cols; ++j) sum.row(t)[j] += residual.row(t)[j];
    }
  });
}

ConstMatrix residual_backward(const Pass& pass, std::uint64_t site, ConstMatrix d_sum,
                              model::ScratchMatrix& d_output) {
  if (!pass.dropout.active()) return d_sum;
  const Matrix dropped = d_output.shape(d_sum.rows, d_sum.cols);
  for (std::size_t t = 0; t < d_sum.rows; ++t) {
    std::copy_n(d_sum.row(t), d_sum.cols, dropped.row(t));
  }
  drop(pass, site, dropped);
  return dropped;
}

}  // namespace albert::train
