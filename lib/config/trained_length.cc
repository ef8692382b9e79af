#include "albert/config/trained_length.h"

#include <nlohmann/json.hpp>

namespace albert {
namespace {

constexpr const char* kField = "trained_length";

}  // namespace

std::optional<std::int64_t> trained_length(std::string_view config_json) {
  const auto object = nlohmann::json::parse(config_json, nullptr, false);
  if (!object.is_object() || !object.contains(kField)) return std::nullopt;
  const auto& length = object[kField];
  if (!length.is_number_integer() || length.get<std::int64_t>() < 1) return std::nullopt;
  return length.get<std::int64_t>();
}

std::string with_trained_length(const std::string& config_json, std::int64_t length) {
  auto object = nlohmann::json::parse(config_json);
  object[kField] = length;
  return object.dump(2) + "\n";
}

}  // namespace albert
