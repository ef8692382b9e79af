#include <cstdio>
#include <exception>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "albert/base/error.h"
#include "commands.h"
#include "common/exit_code.h"

namespace {

int run(int argc, char** argv) {
  using namespace albert::apps;
  int exit_code = kDone;
  CLI::App app("albert: run, convert, analyse and train ALBERT models from the shell");
  app.require_subcommand(1);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kDone : kUsage;
  }
  return exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const albert::Error& error) {
    std::fprintf(stderr, "albert: %s\n", error.what());
    return albert::apps::exit_code_of(error.code());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "albert: unexpected: %s\n", error.what());
    return albert::apps::kIo;
  }
}
