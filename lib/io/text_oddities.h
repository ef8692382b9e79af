#ifndef ALBERT_IO_TEXT_ODDITIES_H_
#define ALBERT_IO_TEXT_ODDITIES_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "albert/io/text_reader.h"
#include "io/utf8_check.h"

namespace albert::io {

struct Oddity {
  TextWarning::Kind kind;
  std::size_t line;
  std::string encoding;  ///< looks_utf16: the likely one
};

/// Watches a text, which comes in pieces, for what its author may not have meant. Each kind of
/// oddity is found once. Costs little on long texts: what was found is not looked for again.
class TextOddities {
 public:
  /// Looks for what is not UTF-8, too. Before the first piece.
  void check_utf8() { utf8_.emplace(); }

  /// A decoder found bytes that mean nothing, behind `before`, which begins the next piece.
  void note_undecodable(std::string_view before);

  /// What the next piece adds.
  std::vector<Oddity> feed(std::string_view piece, bool last);

 private:
  void check_first_piece(std::string_view piece);
  void check_first_line(std::string_view piece, bool last);
  void judge_first_line();
  void stop_checking();

  std::optional<Utf8Check> utf8_;
  bool first_piece_ = true;
  bool first_line_done_ = false;
  bool undecodable_found_ = false;  // or not UTF-8: no line needs to be known any more
  std::string first_line_;
  std::size_t line_ = 1;  // where the next piece begins
  std::vector<Oddity> found_;
};

}  // namespace albert::io

#endif  // ALBERT_IO_TEXT_ODDITIES_H_
