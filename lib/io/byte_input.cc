#include "io/byte_input.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <span>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "albert/base/error.h"

namespace albert::io {
namespace {

constexpr std::size_t kReadBytes = std::size_t{1} << 16;

bool is_stdin(const std::filesystem::path& file) {
  return file == "-" || file == "/dev/stdin";
}

}  // namespace

ByteInput::ByteInput(const std::filesystem::path& file, std::string name)
    : name_(std::move(name)),
      fd_(is_stdin(file) ? STDIN_FILENO : ::open(file.c_str(), O_RDONLY | O_CLOEXEC)) {
  if (fd_ < 0)
    throw Error(ErrorCode::io, std::string("cannot open: ") + std::strerror(errno), name_);
}

ByteInput::~ByteInput() {
  if (fd_ != STDIN_FILENO) ::close(fd_);
}

void ByteInput::read_file(std::string& out) {
  if (end_of_file_) return;
  const std::size_t old_size = out.size();
  out.resize(old_size + kReadBytes);
  ssize_t count = 0;
  do {
    count = ::read(fd_, out.data() + old_size, kReadBytes);
  } while (count < 0 && errno == EINTR);
  const int code = errno;
  out.resize(old_size + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  if (count < 0)
    throw Error(ErrorCode::io, std::string("cannot read: ") + std::strerror(code), name_);
  end_of_file_ = count == 0;
}

/// Whether enough was read to recognize the format.
bool ByteInput::recognize() {
  for (const CompressionFormat& format : compression_formats()) {
    const std::size_t common = std::min(format.magic.size(), compressed_.size());
    if (format.magic.substr(0, common) != std::string_view(compressed_).substr(0, common)) continue;
    if (common < format.magic.size()) {
      if (!end_of_file_) return false;
    } else {
      decompressor_ = format.make(name_);
      return true;
    }
  }
  return true;
}

bool ByteInput::read_some(std::string& out) {
  if (!recognized_) {
    read_file(compressed_);
    recognized_ = recognize();
    if (!recognized_) return true;
    if (decompressor_ == nullptr) out += std::exchange(compressed_, {});
  } else if (decompressor_ == nullptr) {
    read_file(out);
  } else if (compressed_.empty() && !may_have_more_) {
    read_file(compressed_);
  }
  if (decompressor_ == nullptr) return !end_of_file_;
  const std::size_t old_size = out.size();
  out.resize(old_size + kReadBytes);
  std::string_view rest = compressed_;
  const std::size_t count = decompressor_->run(rest, std::span(out).subspan(old_size));
  out.resize(old_size + count);
  may_have_more_ = count == kReadBytes;
  compressed_.erase(0, compressed_.size() - rest.size());
  if (!end_of_file_ || may_have_more_ || !compressed_.empty()) return true;
  decompressor_->finish();
  return false;
}

bool ByteInput::ready() const {
  if (end_of_file_ || may_have_more_ || (decompressor_ != nullptr && !compressed_.empty())) {
    return true;
  }
  pollfd input = {fd_, POLLIN, 0};
  return ::poll(&input, 1, 0) != 0;
}

}  // namespace albert::io
