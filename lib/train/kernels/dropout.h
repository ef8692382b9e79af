#ifndef ALBERT_TRAIN_KERNELS_DROPOUT_H_
#define ALBERT_TRAIN_KERNELS_DROPOUT_H_

#include <cstddef>
#include <cstdint>

namespace albert::train {

/// Zeroes values with a probability and scales the others so that the mean stays. Which ones
/// depends on a key and their place in a row only: the backward pass drops the same again, and so
/// does any other machine, whatever the cut of the batch.
struct Dropout {
  std::uint32_t threshold = 0;  ///< probability · 2³²
  float scale = 1;              ///< 1 / (1 − probability)

  Dropout() = default;
  explicit Dropout(double probability)
      : threshold(static_cast<std::uint32_t>(probability * 0x1p32)),
        scale(static_cast<float>(1 / (1 - probability))) {}

  bool active() const noexcept { return threshold != 0; }
};

/// Where in an example values are dropped.
struct DropoutKey {
  std::uint64_t example = 0;  ///< ExampleBatch::keys
  std::uint64_t site = 0;     ///< number of the place in the network

  /// Of the values of one token.
  std::uint64_t row(std::size_t token) const noexcept {
    return example + site * 0x9e3779b97f4a7c15U + token * 0xd1b54a32d192ed03U;
  }
};

}  // namespace albert::train

#endif  // ALBERT_TRAIN_KERNELS_DROPOUT_H_
