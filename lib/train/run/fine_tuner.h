#ifndef ALBERT_TRAIN_RUN_FINE_TUNER_H_
#define ALBERT_TRAIN_RUN_FINE_TUNER_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "albert/base/thread_pool.h"
#include "albert/source/model_source.h"
#include "albert/train/data/task_examples.h"
#include "albert/train/run/finetuning.h"
#include "base/aligned_array.h"
#include "train/model/task_network.h"
#include "train/optimizer/moving_average.h"
#include "train/optimizer/optimizer.h"
#include "train/run/process_group.h"

namespace albert::train {

/// Network, weights and optimizer of a fine-tuning run.
class FineTuner {
 public:
  /// The learning rate, which must be given, falls to 0 at step `steps`. `options` must outlive
  /// this object.
  FineTuner(const FinetuneOptions& options, const AlbertConfig& config, std::uint64_t steps);

  /// Random weights, then those of the model; its head too where `with_head`. Returns the names of
  /// tensors that stay random.
  std::vector<std::string> start_from(const ModelSource& source, bool with_head);

  /// Fingerprint of the tensors that are not among `fresh`.
  std::uint64_t digest(std::span<const std::string> fresh) const;

  /// One optimizer step on a batch. Each rank of the group computes its share; loss and weights are
  /// then equal on all ranks. Throws Error{model} when the loss is not finite.
  TaskLoss step(const TaskExamples& examples, std::span<const std::size_t> indices,
                std::uint64_t epoch, ProcessGroup& group, ThreadPool& threads);

  /// The scores of a model with these parameters.
  TaskScores evaluate(std::span<const float> parameters, const TaskExamples& examples,
                      std::span<const std::string> labels, ThreadPool& threads);

  double rate() const noexcept { return schedule_.at(optimizer_.steps()); }
  std::uint64_t steps() const noexcept { return optimizer_.steps(); }
  const ParameterLayout& layout() const noexcept { return network_.layout(); }
  std::span<float> parameters() noexcept { return parameters_.span(); }
  MovingAverage& average() noexcept { return average_; }
  /// What is evaluated and kept: the average, or without one the parameters.
  std::span<const float> result() noexcept {
    return average_.empty() ? parameters_.span() : average_.values();
  }
  Optimizer& optimizer() noexcept { return optimizer_; }

 private:
  const FinetuneOptions& options_;
  TaskNetwork network_;
  Optimizer optimizer_;
  RateSchedule schedule_;
  AlignedArray<float> parameters_;
  AlignedArray<float> gradients_;
  MovingAverage average_;
};

}  // namespace albert::train

#endif  // ALBERT_TRAIN_RUN_FINE_TUNER_H_
