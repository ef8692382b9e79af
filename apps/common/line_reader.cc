#include "common/line_reader.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "albert/base/error.h"

namespace albert::apps {
namespace {

constexpr std::size_t kReadBytes = std::size_t{1} << 16;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

LineReader::LineReader(const std::string& path)
    : name_(path == "-" ? "stdin" : path),
      fd_(path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
  if (fd_ < 0)
    throw Error(ErrorCode::io, std::string("cannot open: ") + std::strerror(errno), name_);
}

LineReader::~LineReader() {
  if (fd_ != STDIN_FILENO) ::close(fd_);
}

bool LineReader::line_buffered() {
  scanned_ = std::min(buffer_.find('\n', scanned_), buffer_.size());
  return scanned_ < buffer_.size();
}

void LineReader::read_some() {
  if (begin_ > 0 && begin_ >= buffer_.size() / 2) {
    buffer_.erase(0, begin_);
    scanned_ -= begin_;
    begin_ = 0;
  }
  const std::size_t old_size = buffer_.size();
  buffer_.resize(old_size + kReadBytes);
  ssize_t count = 0;
  do {
    count = ::read(fd_, buffer_.data() + old_size, kReadBytes);
  } while (count < 0 && errno == EINTR);
  if (count < 0) {
    const int code = errno;
    buffer_.resize(old_size);
    throw Error(ErrorCode::io, std::string("cannot read: ") + std::strerror(code), name_);
  }
  buffer_.resize(old_size + static_cast<std::size_t>(count));
  end_of_file_ = count == 0;
}

std::optional<std::string_view> LineReader::next() {
  while (!line_buffered() && !end_of_file_) read_some();
  if (at_start_) {
    at_start_ = false;
    if (buffer_.starts_with(kByteOrderMark)) begin_ = kByteOrderMark.size();
  }
  const bool terminated = line_buffered();
  if (!terminated && begin_ == buffer_.size()) return std::nullopt;
  const std::size_t end = terminated ? scanned_ : buffer_.size();
  std::string_view line(buffer_.data() + begin_, end - begin_);
  begin_ = terminated ? end + 1 : end;
  scanned_ = begin_;
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

bool LineReader::ready() {
  while (!line_buffered() && !end_of_file_) {
    pollfd input = {fd_, POLLIN, 0};
    if (::poll(&input, 1, 0) == 0) return false;
    read_some();
  }
  return true;
}

}  // namespace albert::apps
