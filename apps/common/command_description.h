#ifndef ALBERT_APPS_COMMON_COMMAND_DESCRIPTION_H_
#define ALBERT_APPS_COMMON_COMMAND_DESCRIPTION_H_

#include <string>
#include <vector>

#include <CLI/App.hpp>

namespace albert::apps {

/// The group of --help and --version.
inline constexpr const char* kHelpGroup = "Help";

/// A command line that shows a use of a command.
struct Example {
  std::string text;     ///< what it does, without a full stop
  std::string command;  ///< one line for a shell
};

/// Sets the examples at the end of help and manual page. test/cli/examples_test.sh runs all of
/// them.
void set_examples(CLI::App& command, const std::vector<Example>& examples);

/// An option as described in help, completions and manual pages.
struct OptionDescription {
  std::string long_name;             ///< "--top-k"; empty for a positional
  std::string short_name;            ///< "-k"; empty if there is none
  std::string value;                 ///< name of its value ("K"); empty for a flag
  std::vector<std::string> choices;  ///< the possible values, if they are fixed
  std::string default_value;
  std::string group;  ///< "Options", "Input", …
  std::string text;
  bool required = false;
  bool repeats = false;  ///< a positional that takes any number of arguments
};

/// A command, or (with an empty name) albert itself.
struct CommandDescription {
  std::string name;
  std::string heading;  ///< heading in the list of commands
  std::string text;
  std::vector<OptionDescription> options;
  std::vector<OptionDescription> positionals;
  std::vector<Example> examples;
};

/// The description of a command from its parser. Hidden options are left out, and all long names of
/// an option but the first, which are older names.
CommandDescription describe(const CLI::App& command);

/// Every subcommand of the top-level app, in its order.
std::vector<CommandDescription> describe_subcommands(const CLI::App& app);

/// The groups of options in the order of their first option; "Help" comes last.
std::vector<std::string> groups_of(const std::vector<OptionDescription>& options);

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_COMMAND_DESCRIPTION_H_
