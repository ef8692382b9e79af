#ifndef ALBERT_APPS_COMMON_ARGUMENTS_H_
#define ALBERT_APPS_COMMON_ARGUMENTS_H_

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <CLI/App.hpp>

#include "albert/base/named_values.h"

namespace albert::apps {

// CLI11 2.1 interprets some arguments: "[MASK]" is a list, "++" ends a subcommand, "--name=" takes
// the next argument, and a list option takes all following arguments. Therefore arguments are split
// into options and values here, and every value gets a mark, with which CLI11 stores it unchanged.

/// The value of an option is missing.
class MissingValue : public CLI::ArgumentMismatch {
 public:
  MissingValue(const CLI::App& command, const std::string& problem)
      : CLI::ArgumentMismatch(problem), command_(&command) {}
  const CLI::App& command() const noexcept { return *command_; }

 private:
  const CLI::App* command_;
};

/// The arguments of a program, last first as CLI11 expects them: options unchanged, values and
/// texts marked. An option with a value takes exactly one argument: the text after '=', or the next
/// argument unless that is "--" or an option of the same command. After "--" all are texts.
/// Throws MissingValue when a value is missing.
std::vector<std::string> escape_arguments(const CLI::App& app, int argc, char** argv);

/// Removes the marks from the values of all options of `app` and its subcommands. Call once, after
/// all options were added.
void unescape_values(CLI::App& app);

/// A value with its mark, and an argument without.
std::string escaped(std::string_view value);
std::string unescaped(const std::string& argument);

namespace internal {

template <typename Value>
struct NumberIn {
  using type = Value;
};
template <typename Value>
struct NumberIn<std::optional<Value>> {
  using type = Value;
};
template <typename Value>
using NumberOf = typename NumberIn<Value>::type;

}  // namespace internal

/// An option for a number from `least` to `most`, shown as N if it is whole, otherwise as X.
template <typename Value>
CLI::Option* add_number(CLI::App& command, const std::string& name, Value& value, double least,
                        double most, const std::string& description) {
  using Number = internal::NumberOf<Value>;
  using Bound = std::conditional_t<std::is_integral_v<Number>, std::int64_t, double>;
  return command.add_option(name, value, description)
      ->check(CLI::Range(static_cast<Bound>(least), static_cast<Bound>(most)).description(""))
      ->type_name(std::is_integral_v<Number> ? "N" : "X");
}

/// The same in a group of the help, which shows its default.
template <typename Value>
CLI::Option* add_setting(CLI::App& command, const std::string& name, Value& value, double least,
                         double most, const std::string& description, const std::string& group) {
  return add_number(command, name, value, least, most, description)
      ->capture_default_str()
      ->group(group);
}

/// An option (or, without dashes, a positional) that may be repeated; values are stored unchanged.
CLI::Option* add_strings(CLI::App& command, const std::string& name,
                         std::vector<std::string>& values, const std::string& description);

namespace internal {

std::vector<std::string> split_list(const std::string& value);

template <typename Value>
bool parse_list_item(const std::string& text, Value& value) {
  if constexpr (std::is_same_v<Value, std::string>) {
    value = text;
    return true;
  } else {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size();
  }
}

}  // namespace internal

/// An option whose value is a comma list in one argument; repetitions add to the list. The default
/// is the previous content of `values`. `check` is applied to each item.
template <typename Value>
CLI::Option* add_list(CLI::App& command, const std::string& name, std::vector<Value>& values,
                      const std::string& type_name, CLI::Validator check,
                      const std::string& description) {
  const std::string rule = check.get_description();
  CLI::Option* option = command.add_option(
      name,
      [&values, check, name](const CLI::results_t& given) {
        values.clear();
        for (const std::string& list : given) {
          for (std::string& item : internal::split_list(list)) {
            const std::string problem = check(item);
            if (!problem.empty()) throw CLI::ValidationError(name, problem);
            Value value{};
            if (!internal::parse_list_item(item, value)) return false;
            values.push_back(std::move(value));
          }
        }
        return true;
      },
      description);
  option->expected(1)->take_all();
  return option->type_name(rule.starts_with('{') ? type_name + ":" + rule : type_name);
}

/// An option that takes the names of an enum's values, or those of `names`.
template <NamedEnum Enum>
CLI::Option* add_choice(CLI::App& command, const std::string& name, std::optional<Enum>& value,
                        const std::string& description,
                        const std::vector<std::string>& names = value_names<Enum>()) {
  return command
      .add_option_function<std::string>(
          name, [&value](const std::string& given) { value = value_named<Enum>(given); },
          description)
      ->check(CLI::IsMember(names));
}

/// The same with the present `value` as default.
template <NamedEnum Enum>
CLI::Option* add_choice(CLI::App& command, const std::string& name, Enum& value,
                        const std::string& description,
                        const std::vector<std::string>& names = value_names<Enum>()) {
  return command
      .add_option_function<std::string>(
          name, [&value](const std::string& given) { value = value_named<Enum>(given).value(); },
          description)
      ->check(CLI::IsMember(names))
      ->default_str(std::string(to_string(value)));
}

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_ARGUMENTS_H_
