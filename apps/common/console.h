#ifndef ALBERT_APPS_COMMON_CONSOLE_H_
#define ALBERT_APPS_COMMON_CONSOLE_H_

#include <chrono>
#include <cstddef>
#include <string_view>

#include "common/record.h"

namespace albert::apps {

/// Whether a descriptor is a terminal that can redraw its last line.
bool can_redraw(int fd);

/// "albert: MESSAGE" on stderr: an error that ends the program, or a note. Commands print notes
/// only without --quiet.
void print_error(std::string_view message);
void print_note(std::string_view message);

/// "FILE:LINE: reason" on stderr.
void print_record_error(const Record& record);

/// A count of records on stderr, redrawn at intervals. Printed only if stderr is a terminal (not a
/// "dumb" one) and stdout is not.
class Progress {
 public:
  explicit Progress(bool quiet);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void add(std::size_t records);
  /// That many records in all.
  void reach(std::size_t records) { add(records - records_); }
  void clear();  ///< clears the line before a message is written

 private:
  using Clock = std::chrono::steady_clock;
  bool on_;
  bool drawn_ = false;
  std::size_t records_ = 0;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_ = start_;
};

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_CONSOLE_H_
