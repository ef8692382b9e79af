#include "common/usage_error.h"

#include <vector>

#include <fmt/format.h>

#include "common/arguments.h"
#include "common/suggestion.h"

namespace albert::apps {
namespace {

const CLI::App* asked_command(const CLI::App& app) {
  const auto commands = app.get_subcommands();
  return commands.empty() ? nullptr : commands.front();
}

std::vector<std::string> option_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    for (const std::string& name : option->get_snames()) names.push_back("-" + name);
  }
  return names;
}

std::string with_suggestion(std::string problem, const std::string& given,
                            const std::vector<std::string>& known) {
  const std::string meant = likeliest_name(given, known);
  if (!meant.empty()) problem += fmt::format("; did you mean '{}'?", meant);
  return problem;
}

std::string unknown_option(const std::string& option, const CLI::App& command) {
  const std::string name = option.substr(0, option.find('='));
  return with_suggestion(fmt::format("unknown option '{}'", name), name, option_names(command));
}

}  // namespace

std::string unknown_command(const std::string& name, const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
  return with_suggestion(fmt::format("unknown command '{}'", name), name, names);
}

bool names_unknown_command(const CLI::App& app) {
  const std::vector<std::string> before = app.remaining();
  return !before.empty() && !before.front().starts_with('-');
}

std::string usage_problem(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App* command = asked_command(app);
  if (const std::vector<std::string> before = app.remaining(); !before.empty()) {
    if (!before.front().starts_with('-')) return unknown_command(before.front(), app);
    return unknown_option(before.front(), app) + " (options of a command follow its name)";
  }
  if (command == nullptr) return error.what();
  const std::vector<std::string> unexpected = command->remaining();
  for (const std::string& argument : unexpected) {
    if (argument.starts_with('-')) return unknown_option(argument, *command);
  }
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::ExtrasError) &&
      !unexpected.empty()) {
    return fmt::format("unexpected argument '{}'", unescaped(unexpected.front()));
  }
  // CLI11 says "Could not convert: --threads = x".
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::ConversionError)) {
    const std::string message = error.what();
    const std::size_t name = message.find("--");
    const std::size_t value = message.find(" = ");
    if (name != message.npos && value != message.npos && name < value) {
      return fmt::format("{}: '{}' is not a value that it takes",
                         message.substr(name, value - name), message.substr(value + 3));
    }
  }
  return error.what();
}

std::string help_hint_of(const CLI::App& command) {
  return command.get_parent() == nullptr
             ? "see 'albert --help'"
             : fmt::format("see 'albert {} --help'", command.get_name());
}

std::string help_hint(const CLI::App& app) {
  const CLI::App* command = asked_command(app);
  return help_hint_of(command == nullptr ? app : *command);
}

}  // namespace albert::apps
