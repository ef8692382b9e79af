#include "train/model/pass.h"

namespace albert::train {

Pass make_pass(const TrainKernels& kernels, const AlbertConfig& config,
               std::span<const float> parameters, const TokenBatch& batch,
               std::span<const std::uint64_t> keys, float* gradients, Scratch& scratch,
               ThreadPool& threads) {
  const auto dropout = [&](double probability) {
    return gradients != nullptr ? Dropout(probability) : Dropout();
  };
  return {kernels,
          parameters,
          gradients,
          batch,
          keys,
          dropout(config.hidden_dropout_prob),
          dropout(config.attention_probs_dropout_prob),
          scratch,
          threads};
}

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
