#include "common/console.h"

#include <cstdio>
#include <cstdlib>

#include <fmt/format.h>
#include <unistd.h>

#include "common/scratch_folder.h"

namespace albert::apps {

bool can_redraw(int fd) {
  const char* terminal = std::getenv("TERM");
  return ::isatty(fd) == 1 && terminal != nullptr && std::string_view(terminal) != "dumb";
}

void print_error(std::string_view message) {
  fmt::print(stderr, "albert: {}\n", user_text(message));
}

void print_note(std::string_view message) {
  fmt::print(stderr, "albert: {}\n", user_text(message));
}

void print_record_error(const Record& record) {
  fmt::print(stderr, "{}:{}: {}\n", record.source, record.line, record.error);
}

Progress::Progress(bool quiet)
    : on_(!quiet && can_redraw(STDERR_FILENO) && ::isatty(STDOUT_FILENO) == 0) {}

Progress::~Progress() {
  clear();
}

void Progress::add(std::size_t records) {
  using std::chrono::duration;
  records_ += records;
  const Clock::time_point now = Clock::now();
  if (!on_ || now - last_ < std::chrono::milliseconds(250)) return;
  last_ = now;
  drawn_ = true;
  const double seconds = duration<double>(now - start_).count();
  fmt::print(stderr, "\r\033[K{} records, {:.0f}/s", records_,
             static_cast<double>(records_) / seconds);
  std::fflush(stderr);
}

void Progress::clear() {
  if (!drawn_) return;
  drawn_ = false;
  fmt::print(stderr, "\r\033[K");
  std::fflush(stderr);
}

}  // namespace albert::apps
