#ifndef ALBERT_APPS_COMMON_WINDOW_OPTIONS_H_
#define ALBERT_APPS_COMMON_WINDOW_OPTIONS_H_

#include <CLI/App.hpp>

#include "albert/tasks/windows.h"

namespace albert::apps {

/// What becomes of texts that are longer than the model's positions: --window, --stride and
/// --truncate.
struct WindowChoice {
  WindowOptions options = {};
  bool truncate = false;

  void add_to(CLI::App& command);
};

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_WINDOW_OPTIONS_H_
