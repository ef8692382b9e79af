#ifndef ALBERT_APPS_COMMON_EXIT_CODE_H_
#define ALBERT_APPS_COMMON_EXIT_CODE_H_

#include "albert/base/error.h"

namespace albert::apps {

/// Exit codes of `albert`; documented in docs/cli.md.
enum ExitCode : int {
  kDone = 0,
  kSomeRecordsFailed = 1,
  kUsage = 2,
  kBadModel = 3,
  kIo = 4,
};

constexpr ExitCode exit_code_of(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::usage:
      return kUsage;
    case ErrorCode::model:
      return kBadModel;
    case ErrorCode::io:
      return kIo;
  }
  return kUsage;
}

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_EXIT_CODE_H_
