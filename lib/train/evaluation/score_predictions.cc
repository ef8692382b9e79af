#include "train/evaluation/score_predictions.h"

#include <algorithm>

#include "albert/train/evaluation/metrics.h"

namespace albert::train {
namespace {

std::size_t highest(ConstMatrix logits, std::size_t row) {
  const float* values = logits.row(row);
  return static_cast<std::size_t>(std::max_element(values, values + logits.cols) - values);
}

/// Collects predictions of one task batch by batch.
class Predictions {
 public:
  Predictions(Task task, std::span<const std::string> labels)
      : task_(task), labels_(labels), matrix_(std::max<std::size_t>(labels.size(), 1)) {}

  void add(const TaskBatch& batch, ConstMatrix logits) {
    switch (task_) {
      case Task::classify:
        for (std::size_t b = 0; b < logits.rows; ++b) {
          matrix_.add(static_cast<std::size_t>(batch.labels[b]), highest(logits, b));
        }
        return;
      case Task::multi_label:
        return add_label_sets(batch, logits);
      case Task::regress:
        for (std::size_t b = 0; b < logits.rows; ++b) {
          targets_.push_back(batch.targets[b]);
          numbers_.push_back(logits.row(b)[0]);
        }
        return;
      case Task::tag:
        return add_tags(batch, logits);
      case Task::choose:
        return add_choices(batch, logits);
      case Task::answer:
        return;
    }
  }

  TaskScores scores() const {
    TaskScores scores;
    switch (task_) {
      case Task::classify:
        scores.measures = {{"accuracy", matrix_.accuracy()},
                           {"macro_f1", matrix_.macro_f1()},
                           {"matthews", matrix_.matthews()}};
        break;
      case Task::multi_label:
        scores.measures = {{"micro_f1", sets_.f1()}, {"exact_match", share_correct()}};
        break;
      case Task::regress:
        scores.measures = {{"pearson", pearson(targets_, numbers_)},
                           {"spearman", spearman(targets_, numbers_)},
                           {"mse", mean_squared_error(targets_, numbers_)}};
        break;
      case Task::tag: {
        const PrecisionRecall total =
            total_of(entity_scores(wanted_tags_, found_tags_, EntityScheme::conll));
        scores.measures = {
            {"f1", total.f1()}, {"precision", total.precision()}, {"recall", total.recall()}};
        break;
      }
      case Task::choose:
        scores.measures = {{"accuracy", share_correct()}};
        break;
      case Task::answer:
        break;
    }
    return scores;
  }

 private:
  double share_correct() const {
    return counted_ == 0 ? 0 : static_cast<double>(correct_) / static_cast<double>(counted_);
  }

  void add_label_sets(const TaskBatch& batch, ConstMatrix logits) {
    for (std::size_t b = 0; b < logits.rows; ++b) {
      bool equal = true;
      for (std::size_t j = 0; j < logits.cols; ++j) {
        const bool wanted = batch.targets[b * logits.cols + j] > 0.5f;
        const bool found = logits.row(b)[j] >= 0;  // sigmoid at least 0.5
        sets_.labelled += wanted ? 1 : 0;
        sets_.predicted += found ? 1 : 0;
        sets_.correct += wanted && found ? 1 : 0;
        equal &= wanted == found;
      }
      correct_ += equal ? 1 : 0;
      ++counted_;
    }
  }

  void add_tags(const TaskBatch& batch, ConstMatrix logits) {
    for (std::size_t b = 0; b < batch.sequences(); ++b) {
      Tags wanted;
      Tags found;
      for (std::size_t t = batch.starts[b]; t < batch.starts[b + 1]; ++t) {
        if (batch.labels[t] < 0) continue;
        wanted.push_back(labels_[static_cast<std::size_t>(batch.labels[t])]);
        found.push_back(labels_[highest(logits, t)]);
      }
      wanted_tags_.push_back(std::move(wanted));
      found_tags_.push_back(std::move(found));
    }
  }

  void add_choices(const TaskBatch& batch, ConstMatrix logits) {
    for (std::size_t q = 0; q + 1 < batch.choices.size(); ++q) {
      std::size_t best = batch.choices[q];
      for (std::size_t c = best + 1; c < batch.choices[q + 1]; ++c) {
        if (logits.row(c)[0] > logits.row(best)[0]) best = c;
      }
      correct_ += best - batch.choices[q] == static_cast<std::size_t>(batch.labels[q]) ? 1 : 0;
      ++counted_;
    }
  }

  Task task_;
  std::span<const std::string> labels_;
  ConfusionMatrix matrix_;
  PrecisionRecall sets_;
  std::size_t correct_ = 0;
  std::size_t counted_ = 0;
  std::vector<double> targets_;
  std::vector<double> numbers_;
  std::vector<Tags> wanted_tags_;
  std::vector<Tags> found_tags_;
};

}  // namespace

TaskScores score_predictions(TaskNetwork& network, const TaskExamples& examples,
                             std::span<const std::string> labels, std::size_t tokens_at_once,
                             ThreadPool& threads) {
  Predictions predictions(examples.task(), labels);
  TaskLoss loss;
  for (std::size_t i = 0; i < examples.size();) {
    TaskBatch batch;
    do {
      examples.append(i, 0, batch);
    } while (++i < examples.size() && batch.tokens() + examples.tokens(i) <= tokens_at_once);
    const Matrix logits = network.logits(batch, threads);
    predictions.add(batch, logits);
    loss += network.loss(batch, logits);
  }
  TaskScores scores = predictions.scores();
  scores.loss = loss.mean();
  scores.examples = examples.size();
  return scores;
}

}  // namespace albert::train
