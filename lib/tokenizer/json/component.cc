#include "tokenizer/json/component.h"

#include <fmt/core.h>

#include "tokenizer/json_values.h"

namespace albert::json_pipeline {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::size_t kMostValues = 64;  // of a short list
constexpr std::size_t kMostSteps = 256;

[[noreturn]] void refuse_value(const char* key, const char* what, const fs::path& file) {
  refuse_json(file, fmt::format("'{}' is missing or not {}", key, what));
}

}  // namespace

std::string component_type(const json& component, const char* kind, const fs::path& file) {
  if (!component.is_object() || !component.contains("type") || !component["type"].is_string()) {
    refuse_json(file, fmt::format("{} has no type", kind));
  }
  return component["type"].get<std::string>();
}

void refuse_component(const char* kind, const std::string& type, const fs::path& file) {
  refuse_json(file, fmt::format("{} '{}' is not supported", kind, type));
}

std::string text_of(const json& object, const char* key, const fs::path& file) {
  if (!object.contains(key) || !object[key].is_string()) refuse_value(key, "a text", file);
  return object[key].get<std::string>();
}

std::size_t number_of(const json& object, const char* key, const fs::path& file) {
  if (!object.contains(key) || !object[key].is_number_unsigned()) {
    refuse_value(key, "a number", file);
  }
  return object[key].get<std::size_t>();
}

const json& list_of(const json& object, const char* key, const fs::path& file) {
  if (!object.contains(key) || !object[key].is_array()) refuse_value(key, "a list", file);
  return object[key];
}

const json& object_of(const json& object, const char* key, const fs::path& file) {
  if (!object.contains(key) || !object[key].is_object()) refuse_value(key, "an object", file);
  return object[key];
}

const json& short_list_of(const json& object, const char* key, const fs::path& file) {
  const json& list = list_of(object, key, file);
  if (list.size() > kMostValues) refuse_json(file, fmt::format("'{}' is too long", key));
  return list;
}

std::vector<const json*> steps_of(const json& component, const char* kind, const char* list,
                                  const fs::path& file) {
  if (component.is_null()) return {};
  if (component_type(component, kind, file) != "Sequence") return {&component};
  std::vector<const json*> all;
  for (const json& one : short_list_of(component, list, file)) {
    for (const json* step : steps_of(one, kind, list, file)) all.push_back(step);
    if (all.size() > kMostSteps) refuse_json(file, fmt::format("has too many {}s", kind));
  }
  return all;
}

}  // namespace albert::json_pipeline
