#ifndef ALBERT_APPS_COMMON_STATUS_LINE_H_
#define ALBERT_APPS_COMMON_STATUS_LINE_H_

#include <string>

namespace albert::apps {

/// The progress of a long run on stderr.
class StatusLine {
 public:
  StatusLine();

  /// On a terminal, one line that the next call replaces; otherwise a line.
  void draw(const std::string& line) const;
  /// A line that stays.
  void write(const std::string& line) const;

  /// Whether stderr is a terminal.
  bool redraws() const noexcept { return redraws_; }

 private:
  bool redraws_;
};

/// "40 s", "12 min", "3 h 05 min"
std::string duration_text(double seconds);

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_STATUS_LINE_H_
