#ifndef ALBERT_TRAIN_RUN_FINETUNING_STATE_H_
#define ALBERT_TRAIN_RUN_FINETUNING_STATE_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "train/run/fine_tuner.h"
#include "train/run/finetuning_input.h"

namespace albert::train {

/// The content of a checkpoint of fine-tuning besides weights, moments and steps.
struct FinetuningState {
  std::string recipe;            ///< describe() of the run
  std::string settings = {};     ///< FinetuneOptions::settings
  std::size_t epoch = 0;         ///< epochs done
  std::size_t index = 0;         ///< examples of the next epoch done
  TaskLoss loss = {};            ///< of these examples
  std::size_t best_epoch = 0;    ///< from 1; 0: none yet
  std::vector<float> best = {};  ///< the parameters after that epoch
  std::string metrics = {};      ///< the lines of metrics.jsonl so far
  double seconds = 0;            ///< of training so far
};

/// "key=value" lines of all that determines the weights; examples and the model to start from by
/// their fingerprints, the latter FineTuner::digest() before the first step.
std::string describe(const FinetuneOptions& options, const FinetuningInput& input,
                     std::uint64_t model_digest);

/// Writes checkpoint.safetensors. Throws Error{io}.
void write_state(const std::filesystem::path& file, FineTuner& tuner, FinetuningState& state);

/// Restores all but the settings. Throws Error{io}, Error{model} for a damaged file, and
/// Error{usage} naming a line in which the recipes differ.
FinetuningState read_state(const std::filesystem::path& file, FineTuner& tuner,
                           const std::string& recipe);

/// The names of the files in `folder` that a fine-tuning run wrote beside its model: its checkpoint
/// and metrics.jsonl.
std::vector<std::string> run_files(const std::filesystem::path& folder);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_RUN_FINETUNING_STATE_H_
