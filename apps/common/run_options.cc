#include "common/run_options.h"

namespace albert::apps {

void RunOptions::add_to(CLI::App& command) {
  command.add_option("--threads", threads, "Threads; 0 = all processors")
      ->check(CLI::Range(0, 256))
      ->capture_default_str()
      ->group("Run");
  command.add_flag("-q,--quiet", quiet, "No progress and no warnings on stderr")->group("Run");
}

void ModelOptions::add_to(CLI::App& command) {
  command
      .add_option("-m,--model", model,
                  "Model folder, a file in it, or a Hub name in the local cache "
                  "(default: $ALBERT_MODEL)")
      ->type_name("MODEL")
      ->group("Model");
  command.add_option("--batch-tokens", batch_tokens, "Tokens that run together")
      ->check(CLI::Range(1, 1 << 20))
      ->capture_default_str()
      ->group("Run");
}

}  // namespace albert::apps
