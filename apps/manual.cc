// albert man and albert completions: the manual pages and shell completions of this command line.
#include <memory>
#include <string>

#include "albert/base/error.h"
#include "commands.h"
#include "common/arguments.h"
#include "common/command_description.h"
#include "common/completions.h"
#include "common/man_page.h"
#include "common/output.h"

namespace albert::apps {
namespace {

void print(const std::string& text) {
  Output output;
  output.buffer() = text;
  output.finish();
}

enum class Shell { bash, zsh, fish };

std::string completions(const CLI::App& app, Shell shell) {
  switch (shell) {
    case Shell::bash:
      return bash_completions(app);
    case Shell::zsh:
      return zsh_completions(app);
    case Shell::fish:
      return fish_completions(app);
  }
  return {};
}

}  // namespace

void add_man(CLI::App& app, int&) {
  auto name = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("man", "Print a manual page, as roff");
  command->add_option("command", *name, "The command; none: albert itself")->type_name("COMMAND");
  command->callback([&app, name] {
    const auto pages =
        app.get_subcommands([&](CLI::App* other) { return other->check_name(*name); });
    if (!name->empty() && pages.empty()) {
      throw Error(ErrorCode::usage, "no such command", *name, "albert --help lists them");
    }
    print(name->empty() ? man_page(app) : man_page_of_command(*pages.front()));
  });
}

void add_completions(CLI::App& app, int&) {
  auto shell = std::make_shared<Shell>(Shell::bash);
  CLI::App* command = app.add_subcommand("completions", "Print a completion script for a shell");
  add_choice(*command, "shell", *shell,
             {{"bash", Shell::bash}, {"zsh", Shell::zsh}, {"fish", Shell::fish}},
             "bash, zsh or fish");
  command->callback([&app, shell] { print(completions(app, *shell)); });
}

}  // namespace albert::apps
