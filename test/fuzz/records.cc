#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "common/json_writer.h"
#include "common/record_parser.h"
#include "common/utf8.h"

using namespace albert::apps;
using nlohmann::json;

namespace {

/// What a string reads back as, once it was written as JSON.
std::string through_json(const std::string& text) {
  std::string out;
  JsonWriter(out).value(std::string_view(text));
  return json::parse(out).get<std::string>();
}

std::string repaired(const std::string& text) {
  std::string valid;
  append_valid_utf8(valid, text);
  return valid;
}

/// Whether the id of a record is read as the same id again. (It may hold half of a surrogate pair,
/// which json::accept does not take.)
bool is_id(const std::string& id) {
  Record record;
  parse_record(InputFormat::jsonl, R"({"text": "", "id": )" + id + "}", {}, record);
  return record.good() && record.id == id;
}

}  // namespace

// A line is a record or has an error; the id of a JSON record is JSON; its texts are valid UTF-8
// and, as any bytes, come back from JSON with only the invalid ones replaced.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view line(reinterpret_cast<const char*>(data), size);
  for (const InputFormat format : {InputFormat::text, InputFormat::tsv, InputFormat::jsonl}) {
    Record record;
    parse_record(format, line, {}, record);
    if (!record.id.empty() && !is_id(record.id)) std::abort();
    if (!record.good()) continue;
    for (const std::string& text : {record.text, record.pair.value_or("")}) {
      if (through_json(text) != repaired(text)) std::abort();
      if (format == InputFormat::jsonl && text != repaired(text)) std::abort();
    }
  }
  return 0;
}
