#ifndef ALBERT_TRAIN_RUN_RUN_FOLDER_H_
#define ALBERT_TRAIN_RUN_RUN_FOLDER_H_

#include "albert/train/run/pretraining.h"

namespace albert::train {

// Files of the result folder that are not part of the model.
inline constexpr const char* kMetricsName = "metrics.jsonl";
inline constexpr const char* kTrainTokensName = "train.tokens";
inline constexpr const char* kHeldOutTokensName = "held-out.tokens";

/// Checks that a run may start in `options.out`. A run overwrites files of the same names, so none
/// of these may be a model, an input, or a file of another program. Files of an earlier run without
/// a checkpoint are allowed. Throws Error{usage}.
void check_run_folder(const PretrainOptions& options);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_RUN_RUN_FOLDER_H_
