#include "common/record_parser.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "common/utf8.h"

namespace albert::apps {
namespace {

using nlohmann::json;

std::size_t skip_spaces(std::string_view text, std::size_t at) noexcept {
  return std::min(text.find_first_not_of(" \t\r\n", at), text.size());
}

/// End of the JSON value that starts at `at`; `text` is known to be valid JSON.
std::size_t end_of_value(std::string_view text, std::size_t at) noexcept {
  std::size_t depth = 0;
  for (bool in_string = false; at < text.size(); ++at) {
    const char c = text[at];
    if (in_string) {
      if (c == '\\') {
        ++at;
      } else if (c == '"') {
        in_string = false;
      }
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      if (depth == 0) return at;
      --depth;
    } else if ((c == ',' || c == ':') && depth == 0) {
      return at;
    }
  }
  return at;
}

std::string_view trim_end(std::string_view text) noexcept {
  return text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
}

/// The members of a valid JSON object as raw text: ids go through byte for byte, whatever their
/// type and spelling. Of a repeated key the last one counts.
std::map<std::string, std::string_view> raw_members(std::string_view object) {
  std::map<std::string, std::string_view> members;
  std::size_t at = skip_spaces(object, object.find('{') + 1);
  while (at < object.size() && object[at] != '}') {
    const std::size_t colon = end_of_value(object, at);
    const std::string_view key = trim_end(object.substr(at, colon - at));
    at = skip_spaces(object, colon + 1);
    const std::size_t end = end_of_value(object, at);
    members[json::parse(key).get<std::string>()] = trim_end(object.substr(at, end - at));
    at = skip_spaces(object, end + (object[end] == ',' ? 1 : 0));
  }
  return members;
}

void parse_json(std::string_view line, Record& record) {
  std::string valid;
  append_valid_utf8(valid, line);
  if (!json::accept(valid) || valid[skip_spaces(valid, 0)] != '{') {
    record.error = "is not a JSON object";
    return;
  }
  const auto members = raw_members(valid);
  if (const auto id = members.find("id"); id != members.end()) record.id = id->second;
  const auto string_member = [&](const char* key) -> std::optional<std::string> {
    const auto found = members.find(key);
    if (found == members.end() || found->second == "null") return std::nullopt;
    if (found->second.front() == '"') return json::parse(found->second).get<std::string>();
    if (record.good()) record.error = std::string("\"") + key + "\" is not a string";
    return std::nullopt;
  };
  std::optional<std::string> text = string_member("text");
  record.pair = string_member("pair");
  if (text) {
    record.text = std::move(*text);
  } else if (record.good()) {
    record.error = "has no \"text\"";
  }
}

void parse_tsv(std::string_view line, Record& record) {
  const std::size_t tab = line.find('\t');
  record.text = line.substr(0, tab);
  if (tab == std::string_view::npos) return;
  record.pair = line.substr(tab + 1);
  const auto more = std::count(record.pair->begin(), record.pair->end(), '\t');
  if (more > 0) {
    record.error = "has " + std::to_string(more + 2) +
                   " columns, not TEXT or TEXT<TAB>PAIR (--input-format text keeps tabs)";
  }
}

}  // namespace

InputFormat format_of(InputFormat format, std::string_view source, InputFormat fallback) noexcept {
  if (format != InputFormat::automatic) return format;
  const bool json_lines = source.ends_with(".jsonl") || source.ends_with(".ndjson");
  return json_lines ? InputFormat::jsonl : fallback;
}

void parse_record(InputFormat format, std::string_view line, Record& record) {
  switch (format) {
    case InputFormat::jsonl:
      return parse_json(line, record);
    case InputFormat::tsv:
    case InputFormat::automatic:
      return parse_tsv(line, record);
    case InputFormat::text:
      record.text = line;
      return;
  }
}

}  // namespace albert::apps
