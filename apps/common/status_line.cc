#include "common/status_line.h"

#include <cstdio>

#include <fmt/format.h>
#include <unistd.h>

#include "common/console.h"

namespace albert::apps {

StatusLine::StatusLine() : redraws_(can_redraw(STDERR_FILENO)) {}

void StatusLine::draw(const std::string& line) const {
  if (!redraws_) return write(line);
  fmt::print(stderr, "\r\033[K{}", line);
  std::fflush(stderr);
}

void StatusLine::write(const std::string& line) const {
  fmt::print(stderr, "{}{}\n", redraws_ ? "\r\033[K" : "", line);
}

std::string duration_text(double seconds) {
  const auto minutes = static_cast<long>(seconds / 60);
  if (minutes < 1) return fmt::format("{:.0f} s", seconds);
  if (minutes < 60) return fmt::format("{} min", minutes);
  return fmt::format("{} h {:02} min", minutes / 60, minutes % 60);
}

}  // namespace albert::apps
