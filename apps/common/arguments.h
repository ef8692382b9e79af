#ifndef ALBERT_APPS_COMMON_ARGUMENTS_H_
#define ALBERT_APPS_COMMON_ARGUMENTS_H_

#include <string>
#include <utility>
#include <vector>

#include <CLI/App.hpp>

namespace albert::apps {

/// CLI11 reads some texts its own way: "[MASK]" is a list to it, "++" ends a subcommand, and "--"
/// does not turn every later argument into a text. This pair keeps texts whole: shield() marks them
/// before parsing (and returns the arguments last first, as CLI11 wants them), unshield() makes
/// every option of `app` and of its subcommands drop the mark.
std::vector<std::string> shield(int argc, char** argv);
void unshield(CLI::App& app);

/// An option (or, without dashes, a positional) that may be given any number of times; every value
/// is kept byte for byte.
CLI::Option* add_strings(CLI::App& command, const std::string& name,
                         std::vector<std::string>& values, const std::string& description);

/// An option with a fixed set of named values; its default is what `value` holds.
template <typename Value>
CLI::Option* add_choice(CLI::App& command, const std::string& name, Value& value,
                        const std::vector<std::pair<std::string, Value>>& choices,
                        const std::string& description) {
  std::vector<std::string> names;
  std::string default_name;
  for (const auto& [choice_name, choice] : choices) {
    names.push_back(choice_name);
    if (choice == value) default_name = choice_name;
  }
  return command
      .add_option_function<std::string>(
          name,
          [&value, choices](const std::string& given) {
            for (const auto& [choice_name, choice] : choices) {
              if (choice_name == given) value = choice;
            }
          },
          description)
      ->check(CLI::IsMember(names))
      ->default_str(default_name);
}

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_ARGUMENTS_H_
