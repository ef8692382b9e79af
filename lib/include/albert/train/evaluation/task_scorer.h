#ifndef ALBERT_TRAIN_EVALUATION_TASK_SCORER_H_
#define ALBERT_TRAIN_EVALUATION_TASK_SCORER_H_

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "albert/train/data/task_batch.h"
#include "albert/train/evaluation/metrics.h"
#include "albert/train/evaluation/task_scores.h"

namespace albert::train {

/// Compares predictions of one task with labels, example by example. Owns its memory; not
/// thread-safe.
class TaskScorer {
 public:
  /// `labels` names what indices count; empty for tasks without labels.
  TaskScorer(Task task, std::vector<std::string> labels);

  // One example each, of the task that has such labels.

  void add_label(std::size_t wanted, std::size_t found);  // classify
  void add_label_set(const std::vector<bool>& wanted,
                     const std::vector<bool>& found);      // multi_label
  void add_number(double wanted, double found);            // regress
  void add_tags(Tags wanted, Tags found);                  // tag
  void add_choice(std::size_t wanted, std::size_t found);  // choose
  /// The best of several answers counts. A question without an answer wants an empty text.
  void add_answer(std::span<const std::string> wanted, std::string_view found);  // answer

  /// The loss of an example that was added, a mean over so many terms.
  void add_loss(double loss, std::size_t terms) noexcept;

  /// The measures, and the mean loss of the terms.
  TaskScores scores() const;

  std::size_t examples() const noexcept { return examples_; }
  const std::vector<std::string>& labels() const noexcept { return labels_; }
  /// classify: the counts of the examples.
  const ConfusionMatrix& confusion() const noexcept { return confusion_; }
  /// multi_label: the counts of each label.
  std::span<const PrecisionRecall> label_counts() const noexcept { return label_counts_; }
  /// tag: the entities by type.
  std::map<std::string, PrecisionRecall> entities(EntityScheme scheme) const;

 private:
  /// The mean of a sum over examples.
  double mean(double sum) const noexcept;

  Task task_;
  std::vector<std::string> labels_;
  std::size_t examples_ = 0;
  ConfusionMatrix confusion_;
  std::vector<PrecisionRecall> label_counts_;
  std::vector<double> wanted_numbers_;
  std::vector<double> found_numbers_;
  std::vector<Tags> wanted_tags_;
  std::vector<Tags> found_tags_;
  std::size_t correct_ = 0;  // label sets, choices, answers
  double word_f1_ = 0;       // sum over answers
  double loss_ = 0;          // sum over terms
  std::size_t terms_ = 0;
};

}  // namespace albert::train

#endif  // ALBERT_TRAIN_EVALUATION_TASK_SCORER_H_
