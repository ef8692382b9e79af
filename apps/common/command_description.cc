#include "common/command_description.h"

#include <algorithm>

namespace albert::apps {
namespace {

/// CLI11 writes a type as "NAME:RULE:RULE"; the rule of a fixed set is "{a,b}".
std::vector<std::string> choices_of(const std::string& type) {
  const std::size_t begin = type.find(":{");
  if (begin == std::string::npos) return {};
  return CLI::detail::split(type.substr(begin + 2, type.find('}', begin) - begin - 2), ',');
}

std::string upper_case(std::string name) {
  for (char& c : name) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return name;
}

OptionDescription describe_option(const CLI::Option& option) {
  OptionDescription description;
  if (!option.get_lnames().empty()) description.long_name = "--" + option.get_lnames().front();
  if (!option.get_snames().empty()) description.short_name = "-" + option.get_snames().front();
  if (option.get_items_expected_max() > 0) {
    const std::string type = option.get_type_name();
    description.value = type.substr(0, type.find(':'));
    if (option.get_positional() && description.value == "TEXT") {
      description.value = upper_case(option.get_name(true));
    }
    description.choices = choices_of(type);
    // A comma list of choices shows the form of the list.
    if (description.value.find(',') != std::string::npos) description.choices.clear();
  }
  description.default_value = option.get_default_str();
  description.group = option.get_group();
  description.text = option.get_description();
  description.required = option.get_required();
  description.repeats = option.get_allow_extra_args();
  return description;
}

/// Examples are kept as the footer of a command, two lines each.
std::vector<Example> examples_of(const CLI::App& command) {
  std::vector<Example> examples;
  const std::string footer = command.get_footer();
  for (std::size_t at = 0; at < footer.size();) {
    const std::size_t end = footer.find('\n', at);
    const std::size_t next = footer.find('\n', end + 1);
    examples.push_back({footer.substr(at, end - at), footer.substr(end + 1, next - end - 1)});
    at = next + 1;
  }
  return examples;
}

}  // namespace

void set_examples(CLI::App& command, const std::vector<Example>& examples) {
  std::string footer;
  for (const Example& example : examples) footer += example.text + "\n" + example.command + "\n";
  command.footer(footer);
}

CommandDescription describe(const CLI::App& command) {
  CommandDescription description;
  if (command.get_parent() != nullptr) {
    description.name = command.get_name();
    description.heading = command.get_group();
  }
  description.text = command.get_description();
  for (const CLI::Option* option : command.get_options()) {
    if (option->get_group().empty()) continue;
    auto& list = option->get_positional() ? description.positionals : description.options;
    list.push_back(describe_option(*option));
  }
  description.examples = examples_of(command);
  return description;
}

std::vector<CommandDescription> describe_subcommands(const CLI::App& app) {
  std::vector<CommandDescription> commands;
  for (const CLI::App* command : app.get_subcommands({})) commands.push_back(describe(*command));
  return commands;
}

std::vector<std::string> groups_of(const std::vector<OptionDescription>& options) {
  std::vector<std::string> groups;
  for (const OptionDescription& option : options) {
    if (std::find(groups.begin(), groups.end(), option.group) == groups.end()) {
      groups.push_back(option.group);
    }
  }
  std::stable_partition(groups.begin(), groups.end(),
                        [](const std::string& group) { return group != kHelpGroup; });
  return groups;
}

}  // namespace albert::apps
