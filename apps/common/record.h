#ifndef ALBERT_APPS_COMMON_RECORD_H_
#define ALBERT_APPS_COMMON_RECORD_H_

#include <cstddef>
#include <optional>
#include <string>

namespace albert::apps {

/// One input record: a line of a file or of stdin, or a command-line argument.
struct Record {
  std::string text;                 ///< any bytes
  std::optional<std::string> pair;  ///< second segment
  std::string id;                   ///< the record's own id as raw JSON; empty if none
  std::string source;               ///< file name, "stdin" or "argument"
  std::size_t line = 0;             ///< from 1, within its source
  std::string error;                ///< why there is no answer; empty while the record is good
  bool mark = false;                ///< not a text, but the end of a document

  bool good() const noexcept { return error.empty(); }
};

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_RECORD_H_
