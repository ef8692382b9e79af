// albert help, man and completions: the documentation of the command line.
#include <memory>
#include <string>

#include "albert/base/error.h"
#include "commands.h"
#include "common/arguments.h"
#include "common/command_description.h"
#include "common/completions.h"
#include "common/help_text.h"
#include "common/man_page.h"
#include "common/output.h"
#include "common/usage_error.h"

namespace albert::apps {
namespace {

void print(const std::string& text) {
  Output output;
  output.buffer() = text;
  output.finish();
}

enum class Shell { bash, zsh, fish };
constexpr auto named_values(Shell) {
  return std::to_array<NamedValue<Shell>>(
      {{Shell::bash, "bash"}, {Shell::zsh, "zsh"}, {Shell::fish, "fish"}});
}

std::string completions(const CLI::App& app, Shell shell) {
  switch (shell) {
    case Shell::bash:
      return bash_completions(app);
    case Shell::zsh:
      return zsh_completions(app);
    case Shell::fish:
      return fish_completions(app);
  }
  throw std::logic_error("unknown shell");
}

void add_command_name(CLI::App& command, std::string& name) {
  command.add_option("command", name, "Name of a command; default: albert itself")
      ->type_name("COMMAND");
}

const CLI::App& command_called(const std::string& name, const CLI::App& app) {
  for (const CLI::App* command : app.get_subcommands({})) {
    if (command->check_name(name)) return *command;
  }
  throw Error(ErrorCode::usage, unknown_command(name, app));
}

}  // namespace

void add_help(CLI::App& app, int&) {
  auto name = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("help", "Print the help of a command");
  add_command_name(*command, *name);
  set_examples(*command, {{"The commands", "albert help"},
                          {"Options and examples of a command", "albert help fill-mask"}});
  command->callback([&app, name] {
    print(help_text(name->empty() ? app : command_called(*name, app), terminal_width()));
  });
}

void add_man(CLI::App& app, int&) {
  auto name = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("man", "Print a manual page in roff format");
  add_command_name(*command, *name);
  set_examples(*command,
               {{"The manual page of a command", "albert man fill-mask > albert-fill-mask.1"},
                {"The manual page of the program", "albert man > albert.1"}});
  command->callback([&app, name] {
    print(name->empty() ? man_page(app) : man_page_of_command(command_called(*name, app)));
  });
}

void add_completions(CLI::App& app, int&) {
  auto shell = std::make_shared<Shell>(Shell::bash);
  CLI::App* command = app.add_subcommand("completions", "Print a completion script for a shell");
  add_choice(*command, "shell", *shell, "bash, zsh or fish");
  set_examples(*command, {{"For bash", "albert completions bash > albert.bash"},
                          {"For zsh, in a folder of $fpath", "albert completions zsh > _albert"}});
  command->callback([&app, shell] { print(completions(app, *shell)); });
}

}  // namespace albert::apps
