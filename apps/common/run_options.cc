#include "common/run_options.h"

#include <algorithm>
#include <cstdint>

#include "albert/base/thread_pool.h"

namespace albert::apps {

int usable_threads(int wanted) {
  return std::min(wanted, ThreadPool::available());
}

void RunOptions::add_to(CLI::App& command) {
  command
      .add_option_function<std::uint32_t>(
          "--threads",
          [this](std::uint32_t wanted) {
            threads = usable_threads(static_cast<int>(std::min<std::uint32_t>(wanted, INT32_MAX)));
          },
          "Number of threads, at most one per processor; 0 = all processors")
      ->type_name("N")
      ->default_str("0")
      ->group("Run");
  add_quiet(command, quiet);
}

void add_quiet(CLI::App& command, bool& quiet) {
  command.add_flag("-q,--quiet", quiet, "Print no progress and no warnings on stderr")
      ->group("Run");
}

}  // namespace albert::apps
