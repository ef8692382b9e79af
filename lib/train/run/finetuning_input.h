#ifndef ALBERT_TRAIN_RUN_FINETUNING_INPUT_H_
#define ALBERT_TRAIN_RUN_FINETUNING_INPUT_H_

#include <cstdint>
#include <memory>

#include "albert/base/thread_pool.h"
#include "albert/config/albert_config.h"
#include "albert/config/labels.h"
#include "albert/source/model_source.h"
#include "albert/train/data/task_examples.h"
#include "albert/train/run/finetuning.h"

namespace albert::train {

/// What a fine-tuning run starts from, besides weights.
struct FinetuningInput {
  AlbertConfig config;  ///< of the result
  Labels labels;        ///< likewise
  std::unique_ptr<const TaskExamples> train = nullptr;
  std::unique_ptr<const TaskExamples> dev = nullptr;
};

/// The options with those that depend on the model: learning rate, length of sequences, and for
/// answer the overlap of windows. Throws Error{usage} for sequences that do not fit the model.
FinetuneOptions complete(FinetuneOptions options, const AlbertConfig& config);

/// Reads the texts and encodes them. Throws as finetune() does.
FinetuningInput read_input(const FinetuneOptions& options, const ModelSource& source,
                           ThreadPool& threads);

/// The outputs of a head for these labels.
std::int64_t outputs_of(Task task, const Labels& labels);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_RUN_FINETUNING_INPUT_H_
