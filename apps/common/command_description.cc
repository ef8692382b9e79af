#include "common/command_description.h"

#include <utility>

namespace albert::apps {
namespace {

/// CLI11 writes a type as "NAME:RULE:RULE"; the rule of a fixed set is "{a,b}".
std::vector<std::string> choices_of(const std::string& type) {
  const std::size_t begin = type.find(":{");
  if (begin == std::string::npos) return {};
  return CLI::detail::split(type.substr(begin + 2, type.find('}', begin) - begin - 2), ',');
}

OptionDescription describe_option(const CLI::Option& option) {
  OptionDescription description;
  if (!option.get_lnames().empty()) description.long_name = "--" + option.get_lnames().front();
  if (!option.get_snames().empty()) description.short_name = "-" + option.get_snames().front();
  if (option.get_items_expected_max() > 0) {
    const std::string type = option.get_type_name();
    description.value = type.substr(0, type.find(':'));
    description.choices = choices_of(type);
  }
  description.default_value = option.get_default_str();
  description.group = option.get_group();
  description.text = option.get_description();
  return description;
}

}  // namespace

CommandDescription describe(const CLI::App& command) {
  CommandDescription description;
  if (command.get_parent() != nullptr) description.name = command.get_name();
  description.text = command.get_description();
  for (const CLI::Option* option : command.get_options()) {
    if (option->get_group().empty()) continue;
    auto& list = option->get_positional() ? description.positionals : description.options;
    list.push_back(describe_option(*option));
  }
  return description;
}

std::vector<CommandDescription> describe_subcommands(const CLI::App& app) {
  std::vector<CommandDescription> commands;
  for (const CLI::App* command : app.get_subcommands({})) commands.push_back(describe(*command));
  return commands;
}

}  // namespace albert::apps
