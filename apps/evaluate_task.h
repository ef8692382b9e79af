#ifndef ALBERT_APPS_EVALUATE_TASK_H_
#define ALBERT_APPS_EVALUATE_TASK_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <CLI/App.hpp>

#include "albert/train/data/task_batch.h"
#include "common/model_options.h"
#include "common/run_options.h"
#include "common/window_options.h"

namespace albert::apps {

/// The options of evaluating a fine-tuned model on labelled texts.
struct TaskEvaluation {
  std::optional<train::Task> task;
  std::string data;
  std::string predictions;  ///< file; empty: those of the model
  bool header = false;
  std::vector<std::string> labels;
  std::size_t max_answer_length = 15;
  WindowChoice window;

  /// Adds --task, which the others need. --predictions excludes --model, which must be there.
  void add_to(CLI::App& command);
};

/// Writes the measures to stdout, as one JSON object or as text. Throws Error.
void evaluate_task(const TaskEvaluation& options, const ModelOptions& model, const RunOptions& run,
                   const std::string& encoding, bool json);

}  // namespace albert::apps

#endif  // ALBERT_APPS_EVALUATE_TASK_H_
