#ifndef ALBERT_APPS_COMMON_RECORD_H_
#define ALBERT_APPS_COMMON_RECORD_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace albert::apps {

/// A member of a JSON object that the command does not read: it goes through to the answer.
struct RecordField {
  std::string key;
  std::string json;  ///< the value as it is spelled
};

/// One input record: a line of a file or of stdin, or a command-line argument.
struct Record {
  std::string text;                 ///< any bytes
  std::optional<std::string> pair;  ///< second segment
  std::vector<std::string> list;    ///< the strings that RecordShape::list names
  std::vector<RecordField> fields;  ///< of a JSON object, in its order
  std::string id;                   ///< the record's own id as raw JSON; empty if none
  std::string source;               ///< file name, "stdin" or "argument"
  std::size_t line = 0;             ///< from 1, within its source
  std::size_t index = 0;            ///< from 0, over all sources
  std::string error;                ///< why there is no answer; empty while the record is good
  bool mark = false;                ///< not a text, but the end of a document

  bool good() const noexcept { return error.empty(); }
};

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_RECORD_H_
