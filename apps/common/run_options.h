#ifndef ALBERT_APPS_COMMON_RUN_OPTIONS_H_
#define ALBERT_APPS_COMMON_RUN_OPTIONS_H_

#include <CLI/App.hpp>

namespace albert::apps {

/// The number of threads to use: `wanted`, but at most one per processor.
int usable_threads(int wanted);

/// Adds --quiet alone, for commands that run on one thread.
void add_quiet(CLI::App& command, bool& quiet);

/// Options of a run that do not affect its results.
struct RunOptions {
  int threads = 0;  ///< 0: all processors this process may use
  bool quiet = false;

  /// Adds --threads and --quiet.
  void add_to(CLI::App& command);
};

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_RUN_OPTIONS_H_
