#include "common/record_parser.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "albert/io/text_reader.h"
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

/// The members of a valid JSON object as raw text, in order, because ids and unread fields are
/// copied unchanged. Of a repeated key the last one counts.
class RawMembers {
 public:
  explicit RawMembers(std::string_view object);

  /// The value of a key; empty when there is none.
  std::string_view find(std::string_view key) const noexcept {
    const auto found =
        std::ranges::find(members_, key, &std::pair<std::string, std::string_view>::first);
    return found == members_.end() ? std::string_view() : found->second;
  }
  const std::vector<std::pair<std::string, std::string_view>>& all() const noexcept {
    return members_;
  }

 private:
  std::vector<std::pair<std::string, std::string_view>> members_;
};

RawMembers::RawMembers(std::string_view object) {
  std::size_t at = skip_spaces(object, object.find('{') + 1);
  while (at < object.size() && object[at] != '}') {
    const std::size_t colon = end_of_value(object, at);
    const std::string_view key = trim_end(object.substr(at, colon - at));
    at = skip_spaces(object, colon + 1);
    const std::size_t end = end_of_value(object, at);
    members_.emplace_back(json::parse(key).get<std::string>(),
                          trim_end(object.substr(at, end - at)));
    at = skip_spaces(object, end + (object[end] == ',' ? 1 : 0));
  }
  std::unordered_set<std::string_view> seen;
  std::vector<bool> repeated(members_.size());
  for (std::size_t i = members_.size(); i-- > 0;) {
    repeated[i] = !seen.insert(members_[i].first).second;
  }
  std::size_t index = 0;
  std::erase_if(members_, [&](const auto&) { return repeated[index++]; });
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

/// The strings of a JSON list; nothing when it is something else.
std::optional<std::vector<std::string>> strings_of(std::string_view list) {
  const json values = json::parse(list);
  if (!values.is_array()) return std::nullopt;
  std::vector<std::string> strings;
  for (const json& value : values) {
    if (!value.is_string()) return std::nullopt;
    strings.push_back(value.get<std::string>());
  }
  return strings;
}

void parse_json(std::string_view line, const RecordShape& shape, Record& record) {
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
  const RawMembers members(valid);
  const auto as_given = [&](std::string_view value) {
    std::string raw =
        given.substr(static_cast<std::size_t>(value.data() - valid.data()), value.size());
    std::replace(raw.begin(), raw.end(), '\n', ' ');  // an object over several lines
    return raw;
  };
  for (const auto& [key, value] : members.all()) {
    if (key == "id") {
      record.id = as_given(value);
    } else if (key != shape.text && key != shape.pair && key != shape.list) {
      record.fields.push_back({key, as_given(value)});
    }
  }
  const auto fail = [&](const std::string& key, const char* problem) {
    if (record.good()) record.error = "'" + key + "' " + problem;
  };
  const auto string_member = [&](const std::string& key) -> std::optional<std::string> {
    const std::string_view value = members.find(key);
    if (key.empty() || value.empty() || value == "null") return std::nullopt;
    if (value.front() == '"') return json::parse(value).get<std::string>();
    fail(key, "is not a string");
    return std::nullopt;
  };
  std::optional<std::string> text = string_member(shape.text);
  record.pair = string_member(shape.pair);
  const std::string_view given_list = shape.list.empty() ? "" : members.find(shape.list);
  const bool has_list = !given_list.empty() && given_list != "null";
  if (has_list) {
    auto list = strings_of(given_list);
    if (!list) fail(shape.list, "is not a list of strings");
    record.list = std::move(list).value_or(std::vector<std::string>());
  }
  if (text) {
    record.text = std::move(*text);
  } else if (!shape.text.empty()) {
    fail(shape.text, "is missing");
  }
  const bool needs_list = shape.text.empty() || shape.list_columns;
  if (needs_list && !has_list) fail(shape.list, "is missing");
}

void parse_tsv(std::string_view line, const RecordShape& shape, Record& record) {
  const std::size_t tab = line.find('\t');
  record.text = line.substr(0, tab);
  if (tab == std::string_view::npos) return;
  std::string_view rest = line.substr(tab + 1);
  if (shape.list_columns) {
    for (std::size_t end = 0; end != std::string_view::npos;
         rest.remove_prefix(std::min(rest.size(), end + 1))) {
      end = rest.find('\t');
      record.list.emplace_back(rest.substr(0, end));
    }
    return;
  }
  record.pair = rest;
  const auto more = std::count(rest.begin(), rest.end(), '\t');
  if (more > 0 || shape.pair.empty()) {
    record.error = "has " + std::to_string(more + 2) + " columns, not TEXT" +
                   (shape.pair.empty() ? "" : " or TEXT<TAB>PAIR") +
                   " (--input-format text keeps tabs)";
  }
}

}  // namespace

InputFormat format_of(InputFormat format, std::string_view source, InputFormat fallback) {
  if (format != InputFormat::automatic) return format;
  const std::string ending = name_ending(source);
  for (const auto& [name, named] : kNamedFormats) {
    if (ending == name) return named;
  }
  return fallback;
}

bool is_json_object(std::string_view line) {
  const std::size_t begin = skip_spaces(line, 0);
  return begin < line.size() && line[begin] == '{' && json::accept(line);
}

void parse_record(InputFormat format, std::string_view line, const RecordShape& shape,
                  Record& record) {
  switch (format) {
    case InputFormat::jsonl:
    case InputFormat::json:
      return parse_json(line, shape, record);
    case InputFormat::tsv:
    case InputFormat::automatic:
      return parse_tsv(line, shape, record);
    case InputFormat::text:
      record.text = line;
      return;
  }
}

}  // namespace albert::apps
