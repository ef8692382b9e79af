#ifndef ALBERT_APPS_COMMON_CONSOLE_H_
#define ALBERT_APPS_COMMON_CONSOLE_H_

#include <chrono>
#include <cstddef>
#include <string_view>

#include "common/record.h"

namespace albert::apps {

/// Whether a descriptor is a terminal that can redraw its last line.
bool can_redraw(int fd);

/// "albert: MESSAGE" on stderr: why the program ends, or what it has to say of its work. A command
/// prints notes only where --quiet was not given.
void print_error(std::string_view message);
void print_note(std::string_view message);

/// "FILE:LINE: reason" on stderr.
void print_record_error(const Record& record);

/// A count of records on stderr, redrawn now and then; silent unless stderr is a terminal (not
/// a "dumb" one) and stdout, where the answers go, is none.
class Progress {
 public:
  explicit Progress(bool quiet);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void add(std::size_t records);
  void clear();  ///< wipes the line, before a message is written

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
