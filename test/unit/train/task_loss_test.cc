// The gradient of each task's loss with respect to the logits, against central differences of the
// loss itself.
#include "train/model/task_loss.h"

#include <algorithm>
#include <vector>

#include <doctest/doctest.h>

#include "albert/kernels/isa.h"
#include "albert/train/data/random.h"

namespace {

using namespace albert;
using train::Task;
using train::TaskBatch;

constexpr std::size_t kColumns = 3;
constexpr float kScale = 0.25f;
constexpr float kStep = 1e-2f;

/// Two sequences of four and two tokens, with labels for every task.
TaskBatch small_batch(Task task) {
  TaskBatch batch;
  batch.input_ids.assign(6, 1);
  batch.token_type_ids.assign(6, 0);
  batch.starts = {0, 4, 6};
  switch (task) {
    case Task::classify:
      batch.labels = {2, 0};
      break;
    case Task::tag:
      batch.labels = {-100, 1, 2, -100, 0, -100};
      break;
    case Task::multi_label:
    case Task::regress:
      batch.targets = {1, 0, 1, 0, 0, 1};
      break;
    case Task::answer:
      batch.spans = {{1, 3}, {0, 2}};  // the second one is beyond the end
      break;
    case Task::choose:
      batch.labels = {1};
      batch.choices = {0, 2};
      break;
  }
  return batch;
}

void check(Task task, std::size_t rows, std::size_t columns) {
  CAPTURE(to_string(task));
  const train::TrainKernels& kernels = train::train_kernels(default_isa());
  const TaskBatch batch = small_batch(task);
  train::Random random({7});
  std::vector<float> logits(rows * columns);
  for (float& logit : logits) logit = static_cast<float>(random.uniform() * 4 - 2);
  const auto loss_of = [&](std::vector<float> values, float scale) {
    const double sum =
        train::task_loss(kernels, task, batch, {values.data(), rows, columns, columns}, scale).sum;
    return std::pair(sum, values);
  };
  const std::vector<float> gradient = loss_of(logits, kScale).second;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    std::vector<float> above = logits;
    std::vector<float> below = logits;
    above[i] += kStep;
    below[i] -= kStep;
    const double slope = (loss_of(above, 0).first - loss_of(below, 0).first) / (2 * kStep);
    CHECK(gradient[i] == doctest::Approx(kScale * slope).epsilon(1e-3).scale(0.1));
  }
}

TEST_CASE("gradients of the losses equal central differences") {
  check(Task::classify, 2, kColumns);
  check(Task::multi_label, 2, kColumns);
  check(Task::regress, 2, kColumns);
  check(Task::tag, 6, kColumns);
  check(Task::answer, 6, 2);
  check(Task::choose, 2, 1);
}

TEST_CASE("labels that are not learned count for nothing") {
  const train::TrainKernels& kernels = train::train_kernels(default_isa());
  std::vector<float> logits(6 * kColumns, 1.0f);
  const auto terms = [&](Task task, std::size_t rows, std::size_t columns) {
    return train::task_loss(kernels, task, small_batch(task),
                            {logits.data(), rows, columns, columns}, 0)
        .terms;
  };
  CHECK(terms(Task::classify, 2, kColumns) == 2);
  CHECK(terms(Task::multi_label, 2, kColumns) == 6);
  CHECK(terms(Task::tag, 6, kColumns) == 3);
  CHECK(terms(Task::answer, 6, 2) == 1);
  CHECK(terms(Task::choose, 2, 1) == 1);
}

}  // namespace
