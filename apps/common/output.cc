#include "common/output.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <string_view>

#include <poll.h>
#include <unistd.h>

#include "albert/base/error.h"

namespace albert::apps {
namespace {

[[noreturn]] void fail(int code) {
  if (code == EPIPE) throw ClosedPipe();
  throw Error(ErrorCode::io, std::string("cannot write: ") + std::strerror(code),
              "standard output");
}

}  // namespace

void Output::flush() {
  std::string_view rest = buffer_;
  while (!rest.empty()) {
    const ssize_t count = ::write(fd_, rest.data(), rest.size());
    if (count >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno == EAGAIN) {  // the descriptor is non-blocking
      pollfd output = {fd_, POLLOUT, 0};
      ::poll(&output, 1, -1);
    } else if (errno != EINTR) {
      const int code = errno;
      buffer_.clear();
      fail(code);
    }
  }
  buffer_.clear();
}

void Output::finish() {
  flush();
  const int copy = ::dup(fd_);
  if (copy >= 0 && ::close(copy) != 0 && errno != EINTR) fail(errno);
}

void ignore_broken_pipes() noexcept {
  std::signal(SIGPIPE, SIG_IGN);
}

}  // namespace albert::apps
