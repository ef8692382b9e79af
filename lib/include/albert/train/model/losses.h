#ifndef ALBERT_TRAIN_MODEL_LOSSES_H_
#define ALBERT_TRAIN_MODEL_LOSSES_H_

#include <cstddef>

namespace albert::train {

/// Sums over examples, which can be added over batch slices and runs. Losses are in nats.
struct Losses {
  double mlm_sum = 0;           ///< cross entropy over the predicted tokens
  double sop_sum = 0;           ///< cross entropy over the pairs
  std::size_t predicted = 0;    ///< tokens with a label
  std::size_t mlm_correct = 0;  ///< of them, those whose label has the highest probability
  std::size_t pairs = 0;
  std::size_t sop_correct = 0;
  std::size_t tokens = 0;  ///< all tokens that went through the model

  Losses& operator+=(const Losses& other) noexcept {
    mlm_sum += other.mlm_sum;
    sop_sum += other.sop_sum;
    predicted += other.predicted;
    mlm_correct += other.mlm_correct;
    pairs += other.pairs;
    sop_correct += other.sop_correct;
    tokens += other.tokens;
    return *this;
  }

  double mlm_loss() const noexcept { return mean(mlm_sum, predicted); }
  double sop_loss() const noexcept { return mean(sop_sum, pairs); }
  double mlm_accuracy() const noexcept { return mean(static_cast<double>(mlm_correct), predicted); }
  double sop_accuracy() const noexcept { return mean(static_cast<double>(sop_correct), pairs); }
  /// The training loss (with a pair weight of 1).
  double total() const noexcept { return mlm_loss() + sop_loss(); }

 private:
  static double mean(double sum, std::size_t count) noexcept {
    return count == 0 ? 0 : sum / static_cast<double>(count);
  }
};

}  // namespace albert::train

#endif  // ALBERT_TRAIN_MODEL_LOSSES_H_
