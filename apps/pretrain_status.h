#ifndef ALBERT_APPS_PRETRAIN_STATUS_H_
#define ALBERT_APPS_PRETRAIN_STATUS_H_

#include <string>

#include "albert/train/run/pretraining.h"
#include "common/status_line.h"

namespace albert::apps {

/// Prints the progress of a pretraining run on stderr: on a terminal as one line that is redrawn,
/// otherwise as a line per interval; and a permanent line for each evaluation and checkpoint.
class PretrainStatus {
 public:
  PretrainStatus(std::string folder, bool quiet);

  void show(const train::Report& report);

  /// Whether a checkpoint was written; never in other processes than the first.
  bool has_saved() const noexcept { return has_saved_; }

 private:
  std::string folder_;
  bool quiet_;
  bool has_saved_ = false;
  StatusLine line_;
};

}  // namespace albert::apps

#endif  // ALBERT_APPS_PRETRAIN_STATUS_H_
