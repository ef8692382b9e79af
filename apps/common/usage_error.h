#ifndef ALBERT_APPS_COMMON_USAGE_ERROR_H_
#define ALBERT_APPS_COMMON_USAGE_ERROR_H_

#include <string>

#include <CLI/App.hpp>

namespace albert::apps {

/// What is wrong with a command line that `app` failed to parse with `error`. An unknown command or
/// option is named before anything else, with the name that is likeliest meant.
std::string usage_problem(const CLI::App& app, const CLI::ParseError& error);

/// "unknown command 'NAME'", with the name that is likeliest meant.
std::string unknown_command(const std::string& name, const CLI::App& app);

/// Whether an argument stands where a command should and is none.
bool names_unknown_command(const CLI::App& app);

/// "see 'albert COMMAND --help'": where the usage of the command that was asked for is explained.
std::string help_hint(const CLI::App& app);
/// The same of a known command, or of albert itself.
std::string help_hint_of(const CLI::App& command);

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_USAGE_ERROR_H_
