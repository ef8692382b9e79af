#ifndef ALBERT_APPS_COMMON_USAGE_ERROR_H_
#define ALBERT_APPS_COMMON_USAGE_ERROR_H_

#include <string>

#include <CLI/App.hpp>

namespace albert::apps {

/// The message for a command line that `app` failed to parse with `error`. Unknown commands and
/// options are reported first, with a suggestion.
std::string usage_problem(const CLI::App& app, const CLI::ParseError& error);

/// "unknown command 'NAME'", with a suggestion.
std::string unknown_command(const std::string& name, const CLI::App& app);

/// Whether an argument in the position of a command is not a command.
bool names_unknown_command(const CLI::App& app);

/// "see 'albert COMMAND --help'" for the command of the command line.
std::string help_hint(const CLI::App& app);
/// The same for a given command, or for albert itself.
std::string help_hint_of(const CLI::App& command);

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_USAGE_ERROR_H_
