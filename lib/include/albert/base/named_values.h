#ifndef ALBERT_BASE_NAMED_VALUES_H_
#define ALBERT_BASE_NAMED_VALUES_H_

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace albert {

/// One row of an enum's table of names.
template <typename Enum>
struct NamedValue {
  Enum value;
  std::string_view name;
};

/// An enum with a table of names: a constexpr function `named_values(Enum)` in its namespace
/// returns an array of NamedValue<Enum>. The first row of a value has the name that to_string()
/// returns, further rows have other spellings that value_named() accepts. Names, parsers and
/// command-line choices all come from this table.
template <typename Enum>
concept NamedEnum = std::is_enum_v<Enum> && requires(Enum value) {
  named_values(value);
};

/// Throws std::logic_error. Out of line: kernels are compiled without exceptions.
[[noreturn]] void throw_unnamed_value();

/// Throws std::logic_error for a value without a row.
template <NamedEnum Enum>
constexpr std::string_view to_string(Enum value) {
  for (const NamedValue<Enum>& row : named_values(value)) {
    if (row.value == value) return row.name;
  }
  throw_unnamed_value();
}

/// The value of that name, if there is one.
template <NamedEnum Enum>
constexpr std::optional<Enum> value_named(std::string_view name) {
  for (const NamedValue<Enum>& row : named_values(Enum{})) {
    if (row.name == name) return row.value;
  }
  return std::nullopt;
}

/// The name of each value, in the order of the table.
template <NamedEnum Enum>
std::vector<std::string> value_names() {
  std::vector<std::string> names;
  for (const NamedValue<Enum>& row : named_values(Enum{})) {
    if (to_string(row.value) == row.name) names.emplace_back(row.name);
  }
  return names;
}

}  // namespace albert

#endif  // ALBERT_BASE_NAMED_VALUES_H_
