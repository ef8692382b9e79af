#ifndef ALBERT_APPS_COMMON_RECORD_PARSER_H_
#define ALBERT_APPS_COMMON_RECORD_PARSER_H_

#include <string_view>

#include "common/record.h"

namespace albert::apps {

/// How a line becomes a record.
enum class InputFormat {
  automatic,  ///< jsonl for files named *.jsonl or *.ndjson, else what the command says
  text,       ///< the whole line is one text, tabs included
  tsv,        ///< text, or text<TAB>pair
  jsonl,      ///< {"text": …, "pair": …, "id": …}; pair and id may be absent
};

/// Resolves `automatic` by the name of the source, to `fallback` if that does not tell.
InputFormat format_of(InputFormat format, std::string_view source, InputFormat fallback) noexcept;

/// Fills text, pair and id of `record` from a line; what is wrong with the line goes to
/// record.error (id is still filled where it can be read). `format` is not `automatic`.
void parse_record(InputFormat format, std::string_view line, Record& record);

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_RECORD_PARSER_H_
