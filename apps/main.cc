#include <exception>
#include <sstream>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/core.h>

#include "albert/base/error.h"
#include "commands.h"
#include "common/arguments.h"
#include "common/command_description.h"
#include "common/console.h"
#include "common/exit_code.h"
#include "common/help_text.h"
#include "common/output.h"
#include "common/usage_error.h"
#include "common/version.h"

namespace albert::apps {
namespace {

/// `albert` with all its commands.
struct CommandLine {
  CLI::App app{"Run, convert, analyze and train ALBERT models from the shell", "albert"};
  int exit_code = kDone;

  CommandLine() {
    app.require_subcommand(1);
    app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    app.formatter_fn([](const CLI::App* command, const std::string&, CLI::AppFormatMode) {
      return help_text(*command, terminal_width());
    });
#define ALBERT_ADD_COMMAND(name, heading) \
  add_##name(app, exit_code);             \
  app.get_subcommands({}).back()->group(heading);
    ALBERT_COMMANDS(ALBERT_ADD_COMMAND)
#undef ALBERT_ADD_COMMAND
    add_help_options(app);
    for (CLI::App* command : app.get_subcommands({})) add_help_options(*command);
    unescape_values(app);
  }
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

 private:
  static void add_help_options(CLI::App& command) {
    command.set_help_flag("-h,--help", "Print this help")->group(kHelpGroup);
    command.set_version_flag("-V,--version", version_text, "Print version, build and libraries")
        ->group(kHelpGroup);
  }
};

void print_usage_error(const CLI::App& app, const std::string& problem) {
  print_error(problem);
  fmt::print(stderr, "{}\n", help_hint(app));
}

/// Handles --help and --version; everything else is wrong usage.
int answer_parse_error(const CLI::App& app, const CLI::ParseError& error) {
  if (error.get_exit_code() != 0 || names_unknown_command(app)) {
    print_usage_error(app, usage_problem(app, error));
    return kUsage;
  }
  std::ostringstream text;
  std::ostringstream none;
  app.exit(error, text, none);
  Output output;
  output.buffer() = text.str();
  output.finish();
  return kDone;
}

int run(int argc, char** argv) {
  CommandLine line;
  if (argc == 1) {
    fmt::print(stderr, "{}", help_text(line.app, terminal_width()));
    return kUsage;
  }
  try {
    line.app.parse(escape_arguments(line.app, argc, argv));
  } catch (const MissingValue& error) {
    print_error(error.what());
    fmt::print(stderr, "{}\n", help_hint_of(error.command()));
    return kUsage;
  } catch (const CLI::ParseError& error) {
    return answer_parse_error(line.app, error);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::usage) throw;
    print_usage_error(line.app, error.what());
    return kUsage;
  }
  return line.exit_code;
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
    print_error(error.what());
    return exit_code_of(error.code());
  } catch (const std::exception& error) {
    print_error(std::string("unexpected: ") + error.what());
    return kIo;
  }
}
