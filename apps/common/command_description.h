#ifndef ALBERT_APPS_COMMON_COMMAND_DESCRIPTION_H_
#define ALBERT_APPS_COMMON_COMMAND_DESCRIPTION_H_

#include <string>
#include <vector>

#include <CLI/App.hpp>

namespace albert::apps {

/// What completions and manual pages say of an option.
struct OptionDescription {
  std::string long_name;             ///< "--top-k"; empty for a positional
  std::string short_name;            ///< "-k"; empty if there is none
  std::string value;                 ///< name of its value ("K"); empty for a flag
  std::vector<std::string> choices;  ///< the values it takes, where they are fixed
  std::string default_value;
  std::string group;  ///< "Options", "Input", …
  std::string text;
};

/// A command, or (with an empty name) albert itself.
struct CommandDescription {
  std::string name;
  std::string text;
  std::vector<OptionDescription> options;
  std::vector<OptionDescription> positionals;
};

/// Reads the description off what the parser was told; hidden options are left out.
CommandDescription describe(const CLI::App& command);

/// Every subcommand of the top-level app, in its order.
std::vector<CommandDescription> describe_subcommands(const CLI::App& app);

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_COMMAND_DESCRIPTION_H_
