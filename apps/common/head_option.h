#ifndef ALBERT_APPS_COMMON_HEAD_OPTION_H_
#define ALBERT_APPS_COMMON_HEAD_OPTION_H_

#include <optional>
#include <string>

#include <CLI/App.hpp>

#include "albert/config/heads.h"
#include "albert/config/labels.h"

namespace albert::apps {

/// A fine-tuned head, named with its labels.
struct HeadChoice {
  Head head = Head::classify;
  Labels labels = {};  ///< two unnamed ones unless given

  /// The outputs of a head with labels: config.num_labels.
  std::int64_t outputs() const noexcept;
};

/// Adds --head, whose values are classify and tag, each also as classify:3 or
/// classify:negative,positive, answer and choose.
CLI::Option* add_head_option(CLI::App& command, std::optional<HeadChoice>& choice,
                             const std::string& description);

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_HEAD_OPTION_H_
