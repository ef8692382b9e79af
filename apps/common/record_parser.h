#ifndef ALBERT_APPS_COMMON_RECORD_PARSER_H_
#define ALBERT_APPS_COMMON_RECORD_PARSER_H_

#include <array>
#include <string_view>

#include "albert/base/named_values.h"
#include "common/record.h"

namespace albert::apps {

/// How a line becomes a record.
enum class InputFormat {
  automatic,  ///< told by the name of the file, else what the command says
  text,       ///< the whole line is one text, tabs included
  tsv,        ///< text, or text<TAB>pair
  jsonl,  ///< {"text": …, "pair": …, "id": …}; pair and id may be absent. Blank lines are none
  json,   ///< such objects in an array or over several lines, or one a line as in jsonl
};
constexpr auto named_values(InputFormat) {
  return std::to_array<NamedValue<InputFormat>>({{InputFormat::automatic, "auto"},
                                                 {InputFormat::text, "text"},
                                                 {InputFormat::tsv, "tsv"},
                                                 {InputFormat::jsonl, "jsonl"},
                                                 {InputFormat::json, "json"}});
}

/// Resolves `automatic` by the name of the source (*.jsonl, *.ndjson, *.json, *.tsv; .gz, .xz or
/// .zst may follow), to `fallback` if that does not tell.
InputFormat format_of(InputFormat format, std::string_view source, InputFormat fallback) noexcept;

/// True for a line that is a whole JSON object.
bool is_json_object(std::string_view line);

/// Fills text, pair and id of `record` from a line; what is wrong with the line goes to
/// record.error (id is still filled where it can be read). In JSON, half of a surrogate pair is
/// U+FFFD. `format` is not `automatic`; `json` takes one object, which may have line breaks.
void parse_record(InputFormat format, std::string_view line, Record& record);

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_RECORD_PARSER_H_
