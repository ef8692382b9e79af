#include "common/arguments.h"

#include <algorithm>
#include <string_view>

namespace albert::apps {
namespace {

constexpr char kMark = '\x1F';

/// What CLI11 would not take as it is.
bool misread(std::string_view argument) noexcept {
  const bool list = argument.starts_with('[') && argument.ends_with(']');
  return list || argument == "++" || argument.starts_with(kMark);
}

}  // namespace

std::vector<std::string> shield(int argc, char** argv) {
  std::vector<std::string> arguments;
  bool only_texts = false;
  for (int i = 1; i < argc; ++i) {
    std::string argument = argv[i];
    if (!only_texts && argument == "--") {
      only_texts = true;
      continue;
    }
    if (only_texts || misread(argument)) argument.insert(0, 1, kMark);
    arguments.push_back(std::move(argument));
  }
  std::reverse(arguments.begin(), arguments.end());  // as CLI11 takes them
  return arguments;
}

void unshield(CLI::App& app) {
  for (CLI::Option* option : app.get_options()) {
    if (option->get_items_expected_max() == 0) continue;  // a flag
    option->transform(CLI::Validator(
        [](std::string& value) {
          if (value.starts_with(kMark)) value.erase(0, 1);
          return std::string();
        },
        ""));
  }
  for (CLI::App* command : app.get_subcommands({})) unshield(*command);
}

CLI::Option* add_strings(CLI::App& command, const std::string& name,
                         std::vector<std::string>& values, const std::string& description) {
  CLI::Option* option = command.add_option(
      name,
      [&values](const CLI::results_t& given) {
        values = given;
        return true;
      },
      description);
  return option->expected(option->get_positional() ? -1 : 1)->take_all();
}

}  // namespace albert::apps
