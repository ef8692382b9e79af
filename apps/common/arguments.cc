#include "common/arguments.h"

#include <algorithm>
#include <string_view>

namespace albert::apps {
namespace {

constexpr char kMark = '\x1F';

bool takes_value(const CLI::Option& option) {
  return option.get_items_expected_max() > 0;
}

/// Whether an argument has the form "--name" or "-n", but not "-", "--" or "-5".
bool looks_like_option(std::string_view argument) noexcept {
  if (argument.size() < 2 || argument[0] != '-' || argument == "--") return false;
  const char second = argument[1];
  return second == '-' || (second >= 'a' && second <= 'z') || (second >= 'A' && second <= 'Z');
}

class Splitter {
 public:
  explicit Splitter(const CLI::App& app) : command_(&app) {}

  std::vector<std::string> split(std::vector<std::string> given) {
    rest_ = std::move(given);
    while (at_ < rest_.size()) {
      const std::string argument = rest_[at_++];
      if (only_texts_) {
        out_.push_back(escaped(argument));
      } else if (argument == "--") {
        only_texts_ = true;
      } else if (!looks_like_option(argument)) {
        add_text(argument);
      } else if (argument[1] == '-') {
        add_long(argument);
      } else {
        add_short(argument);
      }
    }
    return std::move(out_);
  }

 private:
  const CLI::Option* find(const std::string& name) const {
    return command_->get_option_no_throw(name);
  }

  bool names_option(const std::string& argument) const {
    if (argument == "--") return true;
    if (!looks_like_option(argument)) return false;
    return find(argument.substr(0, argument[1] == '-' ? argument.find('=') : 2)) != nullptr;
  }

  void add_text(const std::string& argument) {
    if (command_->get_parent() != nullptr) {
      out_.push_back(escaped(argument));
      return;
    }
    out_.push_back(argument);  // the command
    for (const CLI::App* command : command_->get_subcommands({})) {
      if (command->check_name(argument)) {
        command_ = command;
        return;
      }
    }
  }

  void add_long(const std::string& argument) {
    const std::size_t equals = argument.find('=');
    const std::string name = argument.substr(0, equals);
    const CLI::Option* option = find(name);
    if (option == nullptr || !takes_value(*option)) {
      out_.push_back(argument);
      return;
    }
    out_.push_back(name);
    out_.push_back(equals == std::string::npos ? next_value(name)
                                               : escaped(argument.substr(equals + 1)));
  }

  /// "-q", "-k5", "-qk5", "-qk 5".
  void add_short(const std::string& argument) {
    for (std::size_t i = 1; i < argument.size(); ++i) {
      const std::string name = {'-', argument[i]};
      const CLI::Option* option = find(name);
      if (option == nullptr) {
        out_.push_back(i == 1 ? argument : name);
        return;
      }
      out_.push_back(name);
      if (!takes_value(*option)) continue;
      const std::string value = argument.substr(i + 1);
      out_.push_back(value.empty() ? next_value(name)
                                   : escaped(value.substr(value[0] == '=' ? 1 : 0)));
      return;
    }
  }

  std::string next_value(const std::string& name) {
    if (at_ == rest_.size() || names_option(rest_[at_])) {
      throw MissingValue(*command_, "option '" + name + "' needs a value");
    }
    return escaped(rest_[at_++]);
  }

  const CLI::App* command_;  // the command whose options are read
  std::vector<std::string> rest_;
  std::size_t at_ = 0;
  bool only_texts_ = false;
  std::vector<std::string> out_;
};

}  // namespace

std::vector<std::string> escape_arguments(const CLI::App& app, int argc, char** argv) {
  std::vector<std::string> arguments = Splitter(app).split({argv + std::min(argc, 1), argv + argc});
  std::reverse(arguments.begin(), arguments.end());
  return arguments;
}

void unescape_values(CLI::App& app) {
  for (CLI::Option* option : app.get_options()) {
    if (!takes_value(*option)) continue;
    option->transform(CLI::Validator(
        [](std::string& value) {
          if (value.starts_with(kMark)) value.erase(0, 1);
          return std::string();
        },
        ""));
  }
  for (CLI::App* command : app.get_subcommands({})) unescape_values(*command);
}

std::string escaped(std::string_view value) {
  return std::string(1, kMark).append(value);
}

std::string unescaped(const std::string& argument) {
  return argument.substr(argument.starts_with(kMark) ? 1 : 0);
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

std::vector<std::string> internal::split_list(const std::string& value) {
  std::vector<std::string> items;
  std::size_t begin = 0;
  for (std::size_t end = value.find(','); end != std::string::npos; end = value.find(',', begin)) {
    items.push_back(value.substr(begin, end - begin));
    begin = end + 1;
  }
  items.push_back(value.substr(begin));
  return items;
}

}  // namespace albert::apps
