#ifndef ALBERT_APPS_COMMON_RUN_OPTIONS_H_
#define ALBERT_APPS_COMMON_RUN_OPTIONS_H_

#include <CLI/App.hpp>

namespace albert::apps {

/// Threads beyond the processors only take each other's turns: as many of `wanted` as are useful.
int usable_threads(int wanted);

/// Adds --quiet alone, for commands that run on one thread.
void add_quiet(CLI::App& command, bool& quiet);

/// How a command runs; none of it changes what it answers.
struct RunOptions {
  int threads = 0;  ///< 0: every processor this process may use
  bool quiet = false;

  /// Adds --threads and --quiet.
  void add_to(CLI::App& command);
};

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_RUN_OPTIONS_H_
