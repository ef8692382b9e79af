#ifndef ALBERT_TRAIN_RUN_STORED_SETTINGS_H_
#define ALBERT_TRAIN_RUN_STORED_SETTINGS_H_

#include <filesystem>
#include <optional>
#include <string>

namespace albert::train {

/// The checkpoint in the result folder of a training run.
inline constexpr const char* kCheckpointName = "checkpoint.safetensors";

/// The text that the caller gave as `settings` of the run whose checkpoint is in `folder`; empty
/// for a checkpoint without, nullopt when there is none. Throws Error{io}, and Error{model} for a
/// damaged checkpoint.
std::optional<std::string> stored_settings(const std::filesystem::path& folder);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_RUN_STORED_SETTINGS_H_
