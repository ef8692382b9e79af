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

/// Watches a text, which comes in chunks, for what its author may not have meant. Each kind of
/// oddity is found once. Costs little on long texts: what was found is not looked for again.
class TextChecker {
 public:
  /// Looks for what is not UTF-8, too. Before the first chunk.
  void check_utf8() { utf8_.emplace(); }

  /// A decoder found bytes that mean nothing, behind `before`, which begins the next chunk.
  void note_undecodable(std::string_view before);

  /// What the next chunk adds.
  std::vector<TextFinding> feed(std::string_view chunk, bool last);

 private:
  void check_first_chunk(std::string_view chunk);
  void check_first_line(std::string_view chunk, bool last);
  void judge_first_line();
  void stop_checking();

  std::optional<Utf8Check> utf8_;
  bool first_chunk_ = true;
  bool first_line_done_ = false;
  bool undecodable_found_ = false;  // or not UTF-8: no line needs to be known any more
  std::string first_line_;
  std::size_t line_ = 1;  // where the next chunk begins
  std::vector<TextFinding> found_;
};

}  // namespace albert::io

#endif  // ALBERT_IO_TEXT_CHECKER_H_
