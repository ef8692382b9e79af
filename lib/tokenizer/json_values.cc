#include "tokenizer/json_values.h"

#include <limits>

#include <fmt/core.h>

#include "albert/base/error.h"
#include "io/strict_json.h"

namespace albert {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::size_t kMaxJsonBytes = std::size_t{64} << 20U;

}  // namespace

void refuse_json(const fs::path& file, const std::string& reason) {
  throw Error(ErrorCode::model, reason, file.string());
}

json read_json_object(const fs::path& file, int max_depth) {
  json object = io::read_strict_json(file, kMaxJsonBytes, max_depth, "a tokenizer's settings");
  if (!object.is_object()) refuse_json(file, "not a JSON object");
  return object;
}

std::string_view find_member(std::string_view object, std::string_view key) {
  std::size_t depth = 0;
  std::size_t begin = std::string_view::npos;  // of the value, once the key is found
  for (std::size_t i = 0; i < object.size(); ++i) {
    const char c = object[i];
    if (c == '"') {
      const std::size_t first = ++i;
      while (i < object.size() && object[i] != '"') i += object[i] == '\\' ? 2 : 1;
      if (i >= object.size()) return {};
      const std::size_t colon = object.find_first_not_of(" \t\r\n", i + 1);
      if (begin != std::string_view::npos || depth != 1 || colon == std::string_view::npos)
        continue;
      if (object[colon] == ':' && object.substr(first, i - first) == key) begin = i = colon + 1;
      if (begin == i) --i;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      if (depth == 0) return {};
      --depth;
      if (begin != std::string_view::npos && depth <= 1) {
        return object.substr(begin, i + (depth == 1 ? 1 : 0) - begin);
      }
    } else if (c == ',' && depth == 1 && begin != std::string_view::npos) {
      return object.substr(begin, i - begin);
    }
  }
  return {};
}

bool is_given(const json& object, const char* key) {
  return object.contains(key) && !object[key].is_null();
}

bool flag_or(const json& object, const char* key, bool fallback, const fs::path& file) {
  if (!is_given(object, key)) return fallback;
  if (!object[key].is_boolean()) refuse_json(file, fmt::format("'{}' is not true or false", key));
  return object[key].get<bool>();
}

AddedToken parse_token(const json& value, const std::string& key, AddedToken token,
                       const fs::path& file) {
  const json* text = &value;
  if (value.is_object() && value.contains("content")) {
    text = &value["content"];
    token.special = flag_or(value, "special", token.special, file);
    token.single_word = flag_or(value, "single_word", token.single_word, file);
    token.lstrip = flag_or(value, "lstrip", token.lstrip, file);
    token.rstrip = flag_or(value, "rstrip", token.rstrip, file);
    token.normalized = flag_or(value, "normalized", token.normalized, file);
  }
  if (!text->is_string()) refuse_json(file, fmt::format("'{}' is not a token", key));
  token.text = text->get<std::string>();
  if (token.text.empty()) refuse_json(file, fmt::format("'{}' is an empty token", key));
  return token;
}

std::int32_t parse_token_id(const json& value, const std::string& key, const fs::path& file) {
  if (value.is_number_unsigned()) {
    const auto id = value.get<std::uint64_t>();
    if (id <= std::numeric_limits<std::int32_t>::max()) return static_cast<std::int32_t>(id);
  }
  refuse_json(file, fmt::format("'{}' is not a token id", key));
}

}  // namespace albert
