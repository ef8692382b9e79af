#ifndef ALBERT_TRAIN_RUN_RUN_FOLDER_H_
#define ALBERT_TRAIN_RUN_RUN_FOLDER_H_

#include "albert/train/run/pretraining.h"

namespace albert::train {

// Files in the result folder beside those of the model.
inline constexpr const char* kMetricsName = "metrics.jsonl";
inline constexpr const char* kTrainTokensName = "train.tokens";
inline constexpr const char* kHeldOutTokensName = "held-out.tokens";

/// Whether a run may begin in `options.out`: a run writes its files one by one over those of the
/// same names, so nothing of these may be a model, an input, or a file of something else. What an
/// earlier run without a checkpoint has left there does no harm. Throws Error{usage}.
void check_run_folder(const PretrainOptions& options);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_RUN_RUN_FOLDER_H_
