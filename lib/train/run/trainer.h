#ifndef ALBERT_TRAIN_RUN_TRAINER_H_
#define ALBERT_TRAIN_RUN_TRAINER_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "albert/base/thread_pool.h"
#include "albert/train/data/example_source.h"
#include "albert/train/model/losses.h"
#include "albert/train/run/pretraining.h"
#include "base/aligned_array.h"
#include "train/model/network.h"
#include "train/optimizer/optimizer.h"
#include "train/run/process_group.h"

namespace albert::train {

struct StepResult {
  Losses losses;
  double rate = 0;
  double gradient_norm = 0;
  bool finite = true;  ///< false: loss or gradient is not finite, weights are unchanged
};

/// Weights, optimizer state and position in the data.
class Trainer {
 public:
  /// Starts from random weights of the recipe's seed.
  Trainer(const Recipe& recipe, std::size_t tokens_at_once, std::string_view isa);

  const ParameterLayout& layout() const noexcept { return network_.layout(); }
  std::span<float> parameters() noexcept { return parameters_.span(); }
  Optimizer& optimizer() noexcept { return optimizer_; }
  ExampleSource::Position& position() noexcept { return position_; }
  std::uint64_t steps() const noexcept { return optimizer_.steps(); }
  /// Those of the recipe's schedule.
  std::uint64_t total_steps() const noexcept { return recipe_.schedule.steps; }
  void set_total_steps(std::uint64_t steps) noexcept { recipe_.schedule.steps = steps; }

  /// Performs one optimizer step. Each rank of the group computes its share of the batch; losses
  /// and weights are then equal on all ranks.
  StepResult step(ExampleSource& source, ProcessGroup& group, ThreadPool& threads);

  /// Losses on the first `examples` examples of epoch 0 of another source.
  Losses evaluate(ExampleSource& source, std::size_t examples, ThreadPool& threads);

 private:
  /// Calls work(slice) for slices of `batch` of about tokens_at_once_ tokens.
  template <typename Work>
  void for_each_slice(const ExampleBatch& batch, Work work);

  Recipe recipe_;
  std::size_t tokens_at_once_;
  Network network_;
  Optimizer optimizer_;
  AlignedArray<float> parameters_;
  AlignedArray<float> gradients_;
  ExampleSource::Position position_;
  ExampleBatch batch_;
  ExampleBatch slice_;
};

}  // namespace albert::train

#endif  // ALBERT_TRAIN_RUN_TRAINER_H_
