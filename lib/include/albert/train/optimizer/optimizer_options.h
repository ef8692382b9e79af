#ifndef ALBERT_TRAIN_OPTIMIZER_OPTIMIZER_OPTIONS_H_
#define ALBERT_TRAIN_OPTIMIZER_OPTIMIZER_OPTIONS_H_

#include <cstdint>
#include <string>
#include <vector>

namespace albert::train {

/// Biases and LayerNorms are never decayed.
struct OptimizerOptions {
  std::string rule = "lamb";  ///< name of an UpdateRule
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-6;
  double weight_decay = 0.01;
  /// Prefixes of names (see TensorCatalogue) of tensors that are not trained.
  std::vector<std::string> frozen = {};
};

/// Rises linearly over the warm-up, then falls to `final_rate` as a polynomial.
struct RateSchedule {
  double rate = 0.00176;
  double final_rate = 0;
  double power = 1;
  std::uint64_t warmup = 0;  ///< steps
  std::uint64_t steps = 1;   ///< total

  /// The learning rate of the step that follows `done` steps.
  double at(std::uint64_t done) const noexcept;
};

}  // namespace albert::train

#endif  // ALBERT_TRAIN_OPTIMIZER_OPTIMIZER_OPTIONS_H_
