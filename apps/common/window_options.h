#ifndef ALBERT_APPS_COMMON_WINDOW_OPTIONS_H_
#define ALBERT_APPS_COMMON_WINDOW_OPTIONS_H_

#include <cstddef>

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

/// What becomes of them in commands that predict masked tokens, in a window around each: --window
/// and --truncate.
struct MaskWindow {
  std::size_t tokens = 0;  ///< 0: the model's positions
  bool truncate = false;

  void add_to(CLI::App& command);
};

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_WINDOW_OPTIONS_H_
