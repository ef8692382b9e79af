#include "train/model/task_loss.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace albert::train {
namespace {

/// One row of logits against one label; the row becomes its gradient.
double row_loss(const TrainKernels& kernels, std::span<float> logits, std::size_t label,
                float scale) {
  return kernels.cross_entropy(logits.data(), logits.size(), label, scale).loss;
}

/// Rows with a label. The gradient of others is 0.
TaskLoss label_loss(const TrainKernels& kernels, std::span<const std::int32_t> labels,
                    Matrix logits, float scale) {
  TaskLoss loss;
  for (std::size_t r = 0; r < logits.rows; ++r) {
    const std::span<float> row(logits.row(r), logits.cols);
    if (labels[r] < 0) {
      std::ranges::fill(row, 0.0f);
      continue;
    }
    loss.sum += row_loss(kernels, row, static_cast<std::size_t>(labels[r]), scale);
    ++loss.terms;
  }
  return loss;
}

/// Binary cross entropy with logits.
TaskLoss multi_label_loss(std::span<const float> targets, Matrix logits, float scale) {
  TaskLoss loss;
  for (std::size_t r = 0; r < logits.rows; ++r) {
    for (std::size_t j = 0; j < logits.cols; ++j) {
      const double x = logits.row(r)[j];
      const double target = targets[r * logits.cols + j];
      loss.sum += binary_cross_entropy(x, target);
      logits.row(r)[j] = static_cast<float>(scale * (1 / (1 + std::exp(-x)) - target));
      ++loss.terms;
    }
  }
  return loss;
}

TaskLoss squared_error(std::span<const float> targets, Matrix logits, float scale) {
  TaskLoss loss;
  for (std::size_t r = 0; r < logits.rows; ++r) {
    for (std::size_t j = 0; j < logits.cols; ++j) {
      const double error = double{logits.row(r)[j]} - targets[r * logits.cols + j];
      loss.sum += error * error;
      logits.row(r)[j] = static_cast<float>(scale * 2 * error);
      ++loss.terms;
    }
  }
  return loss;
}

/// Whether both ends of a sequence's span are inside of it.
bool is_learned(const TaskBatch& batch, std::size_t sequence) noexcept {
  const std::size_t length = batch.starts[sequence + 1] - batch.starts[sequence];
  return batch.spans[sequence].first < length && batch.spans[sequence].last < length;
}

/// Columns of logits: start, end. Half of the cross entropy of each over the tokens of a sequence.
TaskLoss span_loss(const TrainKernels& kernels, const TaskBatch& batch, Matrix logits,
                   float scale) {
  TaskLoss loss;
  std::vector<float> column;
  for (std::size_t b = 0; b < batch.sequences(); ++b) {
    const std::size_t first = batch.starts[b];
    const std::size_t length = batch.starts[b + 1] - first;
    const TokenSpan& span = batch.spans[b];
    const bool learned = is_learned(batch, b);
    column.resize(length);
    for (std::size_t j = 0; j < 2; ++j) {
      for (std::size_t t = 0; t < length; ++t) column[t] = logits.row(first + t)[j];
      if (learned) {
        loss.sum += row_loss(kernels, column, j == 0 ? span.first : span.last, scale / 2) / 2;
      } else {
        std::ranges::fill(column, 0.0f);
      }
      for (std::size_t t = 0; t < length; ++t) logits.row(first + t)[j] = column[t];
    }
    if (learned) ++loss.terms;
  }
  return loss;
}

/// The one logit of each choice of a question together make a row.
TaskLoss choice_loss(const TrainKernels& kernels, const TaskBatch& batch, Matrix logits,
                     float scale) {
  TaskLoss loss;
  std::vector<float> row;
  for (std::size_t q = 0; q + 1 < batch.choices.size(); ++q) {
    const std::size_t first = batch.choices[q];
    row.resize(batch.choices[q + 1] - first);
    for (std::size_t i = 0; i < row.size(); ++i) row[i] = logits.row(first + i)[0];
    loss.sum += row_loss(kernels, row, static_cast<std::size_t>(batch.labels[q]), scale);
    for (std::size_t i = 0; i < row.size(); ++i) logits.row(first + i)[0] = row[i];
    ++loss.terms;
  }
  return loss;
}

}  // namespace

double binary_cross_entropy(double logit, double target) noexcept {
  return std::max(logit, 0.0) - logit * target + std::log1p(std::exp(-std::abs(logit)));
}

std::size_t count_terms(Task task, const TaskBatch& batch) noexcept {
  std::size_t terms = 0;
  switch (task) {
    case Task::classify:
    case Task::tag:
    case Task::choose:
      for (const std::int32_t label : batch.labels) terms += label >= 0 ? 1 : 0;
      return terms;
    case Task::multi_label:
    case Task::regress:
      return batch.targets.size();
    case Task::answer:
      for (std::size_t b = 0; b < batch.sequences(); ++b) terms += is_learned(batch, b) ? 1 : 0;
      return terms;
  }
  return terms;
}

TaskLoss task_loss(const TrainKernels& kernels, Task task, const TaskBatch& batch, Matrix logits,
                   float scale) {
  switch (task) {
    case Task::classify:
    case Task::tag:
      return label_loss(kernels, batch.labels, logits, scale);
    case Task::multi_label:
      return multi_label_loss(batch.targets, logits, scale);
    case Task::regress:
      return squared_error(batch.targets, logits, scale);
    case Task::answer:
      return span_loss(kernels, batch, logits, scale);
    case Task::choose:
      return choice_loss(kernels, batch, logits, scale);
  }
  return {};
}

}  // namespace albert::train
