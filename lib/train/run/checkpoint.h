#ifndef ALBERT_TRAIN_RUN_CHECKPOINT_H_
#define ALBERT_TRAIN_RUN_CHECKPOINT_H_

#include <cstdint>
#include <filesystem>
#include <string>

#include "train/run/trainer.h"

namespace albert::train {

/// What a checkpoint holds beside weights, moments and position.
struct RunState {
  std::string recipe;        ///< describe() of what made it
  std::uint64_t tokens = 0;  ///< seen so far
  double seconds = 0;        ///< spent so far
};

/// "key=value" lines of everything that determines the weights; `text_digest` is the corpus's.
std::string describe(const Recipe& recipe, std::uint64_t text_digest);

/// Writes checkpoint.safetensors atomically. Throws Error{io}.
void write_checkpoint(const std::filesystem::path& file, Trainer& trainer, const RunState& state);

/// Restores it. Throws Error{io}, Error{model} for a damaged file, and Error{usage} naming the
/// a line in which the recipes differ.
RunState read_checkpoint(const std::filesystem::path& file, Trainer& trainer,
                         const std::string& recipe);

/// Writes the weights alone, with Hugging Face's names. Throws Error{io}.
void write_model(const std::filesystem::path& file, Trainer& trainer);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_RUN_CHECKPOINT_H_
