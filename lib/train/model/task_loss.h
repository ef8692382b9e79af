#ifndef ALBERT_TRAIN_MODEL_TASK_LOSS_H_
#define ALBERT_TRAIN_MODEL_TASK_LOSS_H_

#include <cstddef>

#include "albert/train/data/task_batch.h"
#include "train/kernels/train_kernels.h"

namespace albert::train {

/// Sums over the terms of a loss, which can be added over batches. A term is a sequence (classify),
/// one label of a sequence (multi_label, regress), a labelled token (tag), a span (answer), a
/// question (choose). As in Hugging Face the loss is their mean.
struct TaskLoss {
  double sum = 0;
  std::size_t terms = 0;

  TaskLoss& operator+=(const TaskLoss& other) noexcept {
    sum += other.sum;
    terms += other.terms;
    return *this;
  }
  double mean() const noexcept { return terms == 0 ? 0 : sum / static_cast<double>(terms); }
};

/// Of one logit; the target is a probability.
double binary_cross_entropy(double logit, double target) noexcept;

/// The terms that the loss of a batch has.
std::size_t count_terms(Task task, const TaskBatch& batch) noexcept;

/// The loss of a batch. `logits` ([B, outputs], or [T, outputs] for tag and answer) become `scale`
/// times the gradient of the sum; with scale 0 they are unspecified.
TaskLoss task_loss(const TrainKernels& kernels, Task task, const TaskBatch& batch, Matrix logits,
                   float scale);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_MODEL_TASK_LOSS_H_
