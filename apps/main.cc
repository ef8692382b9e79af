#include <exception>
#include <sstream>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/core.h>

#include "albert/base/error.h"
#include "commands.h"
#include "common/arguments.h"
#include "common/console.h"
#include "common/exit_code.h"
#include "common/output.h"
#include "common/version.h"

namespace albert::apps {
namespace {

int run(int argc, char** argv) {
  int exit_code = kDone;
  CLI::App app("Run, convert, analyse and train ALBERT models from the shell", "albert");
  app.require_subcommand(1);
  app.set_version_flag("--version", version_text);
  add_bench(app, exit_code);
  add_convert(app, exit_code);
  add_evaluate(app, exit_code);
  add_fill_mask(app, exit_code);
  add_init(app, exit_code);
  add_inspect(app, exit_code);
  add_make_data(app, exit_code);
  add_params(app, exit_code);
  add_pretrain(app, exit_code);
  add_sop_score(app, exit_code);
  add_tokenize(app, exit_code);
  add_train_vocab(app, exit_code);
  add_completions(app, exit_code);
  add_man(app, exit_code);
  unshield(app);
  try {
    app.parse(shield(argc, argv));
  } catch (const CLI::ParseError& error) {
    std::ostringstream help;
    std::ostringstream message;
    exit_code = app.exit(error, help, message) == 0 ? kDone : kUsage;
    fmt::print(stderr, "{}", message.str());
    Output output;
    output.buffer() = help.str();
    output.finish();
  }
  return exit_code;
}

}  // namespace
}  // namespace albert::apps

int main(int argc, char** argv) {
  using namespace albert::apps;
  ignore_broken_pipes();
  try {
    return run(argc, argv);
  } catch (const ClosedPipe&) {
    return kDone;
  } catch (const albert::Error& error) {
    complain(error.what());
    return exit_code_of(error.code());
  } catch (const std::exception& error) {
    complain(std::string("unexpected: ") + error.what());
    return kIo;
  }
}
