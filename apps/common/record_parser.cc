#include "common/record_parser.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "common/utf8.h"

namespace albert::apps {
namespace {

using nlohmann::json;

constexpr std::pair<std::string_view, InputFormat> kNamedFormats[] = {
    {".jsonl", InputFormat::jsonl},
    {".ndjson", InputFormat::jsonl},
    {".json", InputFormat::json},
    {".tsv", InputFormat::tsv},
};

/// Whether a name has this ending, ignoring case.
bool ends_with(std::string_view name, std::string_view ending) noexcept {
  return name.size() >= ending.size() &&
         std::equal(ending.rbegin(), ending.rend(), name.rbegin(), [](char wanted, char c) {
           return wanted == (c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
         });
}

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

/// The members of a valid JSON object as raw text, because ids are copied unchanged. Of a repeated
/// key the last one counts.
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

/// The number of a "\\uXXXX" at `at`, or 0 if there is none.
unsigned escaped_number(std::string_view text, std::size_t at) noexcept {
  unsigned number = 0;
  if (text.substr(at, 2) != "\\u" || at + 6 > text.size()) return 0;
  const auto [end, error] = std::from_chars(text.data() + at + 2, text.data() + at + 6, number, 16);
  return error == std::errc() && end == text.data() + at + 6 ? number : 0;
}

/// Replaces escapes of unpaired surrogates by U+FFFD.
void replace_lone_surrogates(std::string& text) {
  for (std::size_t at = text.find('\\'); at != text.npos && at + 1 < text.size();
       at = text.find('\\', at)) {
    const unsigned number = escaped_number(text, at);
    const bool is_high = number >= 0xD800 && number < 0xDC00;
    const unsigned next = is_high ? escaped_number(text, at + 6) : 0;
    if (is_high && next >= 0xDC00 && next < 0xE000) {
      at += 12;
    } else {
      if (is_high || (number >= 0xDC00 && number < 0xE000)) text.replace(at, 6, "\\uFFFD");
      at += number > 0 ? 6 : 2;
    }
  }
}

void parse_json(std::string_view line, Record& record) {
  std::string given;
  append_valid_utf8(given, line);
  std::string valid = given;
  replace_lone_surrogates(valid);
  if (!is_json_object(valid)) {
    const bool is_array =
        given.starts_with("[{") || given == "[" || (given.starts_with('[') && json::accept(valid));
    record.error =
        is_array ? "is a JSON array, not an object (--input-format json reads arrays of objects)"
                 : "is not a JSON object";
    return;
  }
  const auto members = raw_members(valid);
  if (const auto id = members.find("id"); id != members.end()) {
    const auto at = static_cast<std::size_t>(id->second.data() - valid.data());
    record.id = given.substr(at, id->second.size());
    std::replace(record.id.begin(), record.id.end(), '\n', ' ');  // an object over several lines
  }
  const auto string_member = [&](const char* key) -> std::optional<std::string> {
    const auto found = members.find(key);
    if (found == members.end() || found->second == "null") return std::nullopt;
    if (found->second.front() == '"') return json::parse(found->second).get<std::string>();
    if (record.good()) record.error = std::string("'") + key + "' is not a string";
    return std::nullopt;
  };
  std::optional<std::string> text = string_member("text");
  record.pair = string_member("pair");
  if (text) {
    record.text = std::move(*text);
  } else if (record.good()) {
    record.error = "'text' is missing";
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
  for (const std::string_view compressed : {".gz", ".xz", ".zst"}) {
    if (ends_with(source, compressed)) source.remove_suffix(compressed.size());
  }
  for (const auto& [ending, named] : kNamedFormats) {
    if (ends_with(source, ending)) return named;
  }
  return fallback;
}

bool is_json_object(std::string_view line) {
  const std::size_t begin = skip_spaces(line, 0);
  return begin < line.size() && line[begin] == '{' && json::accept(line);
}

void parse_record(InputFormat format, std::string_view line, Record& record) {
  switch (format) {
    case InputFormat::jsonl:
    case InputFormat::json:
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
