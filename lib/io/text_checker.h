#ifndef ALBERT_IO_TEXT_CHECKER_H_
#define ALBERT_IO_TEXT_CHECKER_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "albert/io/text_reader.h"
#include "io/utf8_check.h"

namespace albert::io {

struct TextFinding {
  TextWarning::Kind kind;
  std::size_t line;
  std::string encoding;  ///< looks_utf16: the likely one
};

/// Checks a text, given in chunks, for suspicious input. Each kind is reported once and then no
/// longer checked, so the cost on long texts is low.
class TextChecker {
 public:
  /// Also checks for invalid UTF-8. Call before the first chunk.
  void check_utf8() { utf8_.emplace(); }

  /// Reports that a decoder found invalid bytes after `before`, the beginning of the next chunk.
  void note_undecodable(std::string_view before);

  /// The findings in the next chunk.
  std::vector<TextFinding> feed(std::string_view chunk, bool last);

 private:
  void check_first_chunk(std::string_view chunk);
  void check_first_line(std::string_view chunk, bool last);
  void judge_first_line();
  void stop_checking();

  std::optional<Utf8Check> utf8_;
  bool first_chunk_ = true;
  bool first_line_done_ = false;
  bool undecodable_found_ = false;  // or invalid UTF-8; lines are no longer counted
  std::string first_line_;
  std::size_t line_ = 1;  // of the beginning of the next chunk
  std::vector<TextFinding> found_;
};

}  // namespace albert::io

#endif  // ALBERT_IO_TEXT_CHECKER_H_
