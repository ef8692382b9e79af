#include "io/strict_json.h"

#include <algorithm>
#include <set>
#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "albert/base/error.h"
#include "albert/base/mapped_file.h"
#include "albert/io/file_kind.h"
#include "io/archive_checks.h"

namespace albert::io {

using nlohmann::json;

json parse_strict_json(std::string_view text, const std::filesystem::path& file, int max_depth) {
  std::vector<std::set<std::string>> keys;  // of the objects that are open
  const auto watch = [&](int depth, json::parse_event_t event, json& value) {
    switch (event) {
      case json::parse_event_t::object_start:
        keys.emplace_back();
        [[fallthrough]];
      case json::parse_event_t::array_start:
        if (depth >= max_depth) throw bad_file(file, "JSON is nested too deeply");
        break;
      case json::parse_event_t::key:
        if (!keys.back().insert(value.get<std::string>()).second) {
          throw bad_file(file, fmt::format("JSON has the key {} twice", value.dump()));
        }
        break;
      case json::parse_event_t::object_end:
        keys.pop_back();
        break;
      default:
        break;
    }
    return true;
  };
  try {
    return json::parse(text, watch);
  } catch (const json::parse_error& error) {
    const std::string_view before = text.substr(0, error.byte > 0 ? error.byte - 1 : 0);
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    throw Error(ErrorCode::model, fmt::format("is not valid JSON at byte {}", error.byte),
                fmt::format("{}:{}", file.string(), line));
  } catch (const json::exception&) {  // a number out of range
    throw bad_file(file, "JSON holds a number out of range");
  }
}

std::string read_json_text(const std::filesystem::path& file, std::size_t limit,
                           std::string_view wanted) {
  std::string content = read_file(file, limit);
  switch (const FileKind kind = recognize(std::as_bytes(std::span(content)))) {
    case FileKind::json:
    case FileKind::json_lines:
    case FileKind::weight_index:
    case FileKind::tokenizer_json:
    case FileKind::text:  // the parser reports where it is not JSON
    case FileKind::unknown:
      return content;
    default:
      throw wrong_kind(file, kind, wanted);
  }
}

json read_strict_json(const std::filesystem::path& file, std::size_t limit, int max_depth,
                      std::string_view wanted) {
  return parse_strict_json(read_json_text(file, limit, wanted), file, max_depth);
}

}  // namespace albert::io
