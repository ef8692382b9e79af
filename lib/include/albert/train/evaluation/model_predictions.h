#ifndef ALBERT_TRAIN_EVALUATION_MODEL_PREDICTIONS_H_
#define ALBERT_TRAIN_EVALUATION_MODEL_PREDICTIONS_H_

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "albert/base/function_ref.h"
#include "albert/base/thread_pool.h"
#include "albert/config/labels.h"
#include "albert/model/albert_model.h"
#include "albert/tasks/windows.h"
#include "albert/tokenizer/tokenizer.h"
#include "albert/train/data/labelled_text.h"
#include "albert/train/evaluation/prediction.h"

namespace albert::train {

/// A fine-tuned model. Borrowed.
struct TaskModel {
  const AlbertModel& model;
  const Tokenizer& tokenizer;
  const Labels& labels;
};

struct PredictionOptions {
  std::size_t batch_tokens = 4096;
  bool truncate = false;      ///< cut long texts; otherwise windows, and choices are refused
  WindowOptions window = {};  ///< defaults: those of Classifier, Tagger, Answerer
  std::size_t max_answer_length = 15;  ///< tokens
};

/// What a model says about each example, by Classifier, Tagger, Answerer or MultipleChoice. "No
/// answer" competes where an example has none. The same bits with any threads and batches.
/// `progress` gets the number of examples done. Throws Error{model} naming `file` and the place of
/// an example that the model cannot read or whose labels it does not have; as the constructors of
/// these classes do; and when a model for regression has several outputs.
std::vector<Prediction> predict(Task task, std::span<const LabelledText> examples,
                                const std::string& file, const TaskModel& model,
                                const PredictionOptions& options, ThreadPool& threads,
                                FunctionRef<void(std::size_t)> progress);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_EVALUATION_MODEL_PREDICTIONS_H_
