#ifndef ALBERT_TRAIN_RUN_PRETRAINING_STATE_H_
#define ALBERT_TRAIN_RUN_PRETRAINING_STATE_H_

#include <cstdint>
#include <filesystem>
#include <string>

#include "train/run/trainer.h"

namespace albert::train {

/// The content of a checkpoint of pretraining besides weights, moments and position.
struct PretrainingState {
  std::string recipe;         ///< describe() of its recipe
  std::string settings = {};  ///< PretrainOptions::settings
  std::uint64_t tokens = 0;   ///< of training so far
  double seconds = 0;         ///< of training so far
};

/// "key=value" lines of all settings that determine the weights; `text_digest` is that of the
/// corpus.
std::string describe(const Recipe& recipe, std::uint64_t text_digest);

/// Writes checkpoint.safetensors. Throws Error{io}.
void write_state(const std::filesystem::path& file, Trainer& trainer,
                 const PretrainingState& state);

/// Restores all but the settings. Throws Error{io}, Error{model} for a damaged file, and
/// Error{usage} naming a line in which the recipes differ.
PretrainingState read_state(const std::filesystem::path& file, Trainer& trainer,
                            const std::string& recipe);

/// Writes the weights alone, with Hugging Face's names. Throws Error{io}.
void write_model(const std::filesystem::path& file, Trainer& trainer);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_RUN_PRETRAINING_STATE_H_
