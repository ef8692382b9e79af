#include "train/data/json_members.h"

#include <algorithm>

#include <fmt/format.h>

#include "albert/base/error.h"

namespace albert::train {

using nlohmann::json;

void refuse(const std::string& problem) {
  throw Error(ErrorCode::model, problem);
}

const json& member(const json& object, const char* key) {
  if (!object.is_object()) refuse("is not a JSON object");
  const auto found = object.find(key);
  if (found == object.end()) refuse(fmt::format("'{}' is missing", key));
  return *found;
}

std::string string_member(const json& object, const char* key) {
  const json& value = member(object, key);
  if (!value.is_string()) refuse(fmt::format("'{}' is not a string", key));
  return value.get<std::string>();
}

std::vector<std::string> strings_member(const json& object, const char* key) {
  const json& value = member(object, key);
  const auto is_string = [](const json& item) { return item.is_string(); };
  if (!value.is_array() || !std::ranges::all_of(value, is_string)) {
    refuse(fmt::format("'{}' is not a list of strings", key));
  }
  return value.get<std::vector<std::string>>();
}

const json& list_member(const json& object, const char* key) {
  const json& value = member(object, key);
  if (!value.is_array()) refuse(fmt::format("'{}' is not a list", key));
  return value;
}

double number_member(const json& object, const char* key) {
  const json& value = member(object, key);
  if (!value.is_number()) refuse(fmt::format("'{}' is not a number", key));
  return value.get<double>();
}

std::size_t count_member(const json& object, const char* key) {
  const json& value = member(object, key);
  if (!value.is_number_unsigned()) {
    refuse(fmt::format("'{}' is not an integer of at least 0", key));
  }
  return value.get<std::size_t>();
}

}  // namespace albert::train
