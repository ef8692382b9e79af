#ifndef ALBERT_TRAIN_RUN_METRICS_H_
#define ALBERT_TRAIN_RUN_METRICS_H_

#include <cstdint>
#include <filesystem>
#include <fstream>

#include "albert/train/run/pretraining.h"

namespace albert::train {

/// Writes metrics.jsonl: one line per progress or evaluation report, in order of steps.
class Metrics {
 public:
  /// Keeps the lines of an earlier run up to `step` and drops later ones, which a resumed run
  /// writes again. Throws Error{io}.
  Metrics(const std::filesystem::path& file, std::uint64_t step);

  /// Appends a line and flushes it. Throws Error{io}.
  void write(const Report& report);

 private:
  std::filesystem::path path_;
  std::ofstream out_;
};

}  // namespace albert::train

#endif  // ALBERT_TRAIN_RUN_METRICS_H_
