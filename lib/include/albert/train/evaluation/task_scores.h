#ifndef ALBERT_TRAIN_EVALUATION_TASK_SCORES_H_
#define ALBERT_TRAIN_EVALUATION_TASK_SCORES_H_

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

namespace albert::train {

/// How good predictions are.
struct TaskScores {
  double loss = 0;  ///< mean, without dropout; NaN: not known
  std::size_t examples = 0;
  /// Named measures, the one that chooses the best epoch first; larger is better.
  ///   classify accuracy, macro_f1, matthews; multi_label micro_f1, macro_f1, exact_match; regress
  ///   pearson, spearman, mse (smaller is better); tag f1, precision, recall; answer f1,
  ///   exact_match; choose accuracy
  std::vector<std::pair<std::string_view, double>> measures = {};

  double best_by() const noexcept { return measures.empty() ? 0 : measures.front().second; }
};

}  // namespace albert::train

#endif  // ALBERT_TRAIN_EVALUATION_TASK_SCORES_H_
