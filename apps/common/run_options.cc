#include "common/run_options.h"

namespace albert::apps {

void RunOptions::add_to(CLI::App& command) {
  command.add_option("--threads", threads, "Threads; 0 = all processors")
      ->check(CLI::Range(0, 256).description(""))
      ->type_name("N")
      ->capture_default_str()
      ->group("Run");
  command.add_flag("-q,--quiet", quiet, "No progress and no warnings on stderr")->group("Run");
}

}  // namespace albert::apps
