#ifndef ALBERT_TRAIN_EVALUATION_SCORE_PREDICTIONS_H_
#define ALBERT_TRAIN_EVALUATION_SCORE_PREDICTIONS_H_

#include <span>
#include <string>

#include "albert/train/data/task_examples.h"
#include "albert/train/evaluation/task_scores.h"
#include "train/model/task_network.h"

namespace albert::train {

/// Scores what a packed network predicts for all examples, in batches of about `tokens_at_once`
/// tokens. `labels` names the outputs of a tagger.
TaskScores score_predictions(TaskNetwork& network, const TaskExamples& examples,
                             std::span<const std::string> labels, std::size_t tokens_at_once,
                             ThreadPool& threads);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_EVALUATION_SCORE_PREDICTIONS_H_
