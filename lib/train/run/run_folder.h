#ifndef ALBERT_TRAIN_RUN_RUN_FOLDER_H_
#define ALBERT_TRAIN_RUN_RUN_FOLDER_H_

#include <filesystem>
#include <string_view>

#include "albert/train/run/pretraining.h"

namespace albert::train {

// Files of the result folder that are not part of the model.
inline constexpr const char* kMetricsName = "metrics.jsonl";
inline constexpr const char* kTrainTokensName = "train.tokens";
inline constexpr const char* kHeldOutTokensName = "held-out.tokens";

/// Whether the first line of a file is one of metrics.jsonl, with this member.
bool is_metrics(const std::filesystem::path& file, std::string_view member);

/// Throws Error{usage}: the folder holds the checkpoint of a run that is not to be resumed.
[[noreturn]] void refuse_checkpoint(const std::filesystem::path& folder);

/// Checks that a run may start in `options.out`. A run overwrites files of the same names, so none
/// of these may be a model, an input, or a file of another program. Files of an earlier run without
/// a checkpoint are allowed. Throws Error{usage}.
void check_run_folder(const PretrainOptions& options);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_RUN_RUN_FOLDER_H_
