#ifndef ALBERT_TRAIN_OPTIMIZER_UPDATE_RULE_H_
#define ALBERT_TRAIN_OPTIMIZER_UPDATE_RULE_H_

#include <span>
#include <string_view>

namespace albert::train {

struct UpdateStep;

/// How an optimizer turns gradients into new parameters. One constant for each optimizer.
struct UpdateRule {
  std::string_view name;     ///< of the command line and of checkpoints
  std::string_view summary;  ///< for help texts
  double default_rate;       ///< learning rate that works without tuning
  /// Names of its state buffers in a checkpoint; each is a float per parameter, zero at first.
  std::span<const std::string_view> state_buffers;
  void (*apply)(const UpdateStep& step);
};

/// Every optimizer, the default first. Options, checkpoints, help and tests read this list.
std::span<const UpdateRule* const> update_rules() noexcept;

/// The rule of that name. Throws Error{usage} listing the names for any other.
const UpdateRule& update_rule(std::string_view name);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_OPTIMIZER_UPDATE_RULE_H_
