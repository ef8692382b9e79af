#ifndef ALBERT_APPS_COMMON_RECORD_PARSER_H_
#define ALBERT_APPS_COMMON_RECORD_PARSER_H_

#include <array>
#include <string_view>

#include "albert/base/named_values.h"
#include "common/record.h"

namespace albert::apps {

/// The format of a line.
enum class InputFormat {
  automatic,  ///< by the name of the file, otherwise the command's default
  text,       ///< the whole line is one text, tabs included
  tsv,        ///< text, or text<TAB>pair
  jsonl,      ///< {"text": …, "pair": …, "id": …}; pair and id optional; blank lines skipped
  json,       ///< such objects in an array, over several lines, or one per line
};
constexpr auto named_values(InputFormat) {
  return std::to_array<NamedValue<InputFormat>>({{InputFormat::automatic, "auto"},
                                                 {InputFormat::text, "text"},
                                                 {InputFormat::tsv, "tsv"},
                                                 {InputFormat::jsonl, "jsonl"},
                                                 {InputFormat::json, "json"}});
}

/// What a command reads of a record: members of a JSON object, columns of TSV.
struct RecordShape {
  std::string text = "text";  ///< empty: a JSON object has the list only
  std::string pair = "pair";  ///< empty: there is none
  std::string list = {};      ///< a list of strings in JSON; empty: there is none
  bool list_columns = false;  ///< a list is needed; in TSV it is what follows the text, and so are
                              ///< all arguments after a first one without columns
};

/// Resolves `automatic` by the name of the source (*.jsonl, *.ndjson, *.json, *.tsv; .gz, .xz or
/// .zst may follow), to `fallback` for other names.
InputFormat format_of(InputFormat format, std::string_view source, InputFormat fallback);

/// Whether a line is a complete JSON object.
bool is_json_object(std::string_view line);

/// Fills text, pair, list, id and fields of `record` from a line; what is wrong with the line goes
/// to record.error (id is still filled where it can be read). In JSON, half of a surrogate pair is
/// U+FFFD. `format` is not `automatic`; `json` takes one object, which may have line breaks.
void parse_record(InputFormat format, std::string_view line, const RecordShape& shape,
                  Record& record);

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_RECORD_PARSER_H_
