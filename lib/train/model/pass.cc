#include "train/model/pass.h"

namespace albert::train {

void drop(const Pass& pass, const Dropout& dropout, std::uint64_t site, Matrix m) {
  const std::span<const std::size_t> starts = pass.batch.starts;
  pass.threads.run(pass.batch.sequences(), [&](std::size_t b, std::size_t) {
    const DropoutKey key = {pass.keys[b], site};
    for (std::size_t t = starts[b]; t < starts[b + 1]; ++t) {
      pass.kernels.drop(dropout, key.row(t - starts[b]), m.row(t), m.cols);
    }
  });
}

}  // namespace albert::train
