#include "common/run_options.h"

#include <algorithm>

#include "albert/base/thread_pool.h"

namespace albert::apps {

int usable_threads(int wanted) {
  return std::min(wanted, ThreadPool::available());
}

void RunOptions::add_to(CLI::App& command) {
  command
      .add_option_function<int>(
          "--threads", [this](int wanted) { threads = usable_threads(wanted); },
          "Threads, no more than there are processors; 0 = all processors")
      ->check(CLI::Validator(CLI::NonNegativeNumber).description(""))
      ->type_name("N")
      ->default_str("0")
      ->group("Run");
  add_quiet(command, quiet);
}

void add_quiet(CLI::App& command, bool& quiet) {
  command.add_flag("-q,--quiet", quiet, "No progress and no warnings on stderr")->group("Run");
}

}  // namespace albert::apps
