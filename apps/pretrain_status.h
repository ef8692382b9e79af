#ifndef ALBERT_APPS_PRETRAIN_STATUS_H_
#define ALBERT_APPS_PRETRAIN_STATUS_H_

#include <string>

#include "albert/train/run/pretraining.h"

namespace albert::apps {

/// What a pretraining run says of itself on stderr: on a terminal a line that is redrawn, elsewhere
/// a line now and then; and a line that stays for what was evaluated and saved.
class PretrainStatus {
 public:
  PretrainStatus(std::string folder, bool quiet);

  void show(const train::Report& report);

 private:
  void draw(const std::string& line);
  void write(const std::string& line);

  std::string folder_;
  bool quiet_;
  bool redraws_;
};

}  // namespace albert::apps

#endif  // ALBERT_APPS_PRETRAIN_STATUS_H_
