#include "train/data/text_windows.h"

#include <algorithm>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "albert/base/error.h"

namespace albert::train {
namespace {

constexpr std::size_t kReadBytes = std::size_t{1} << 20;

[[noreturn]] void refuse(const char* what, const std::filesystem::path& text) {
  throw Error(ErrorCode::io, what + (": " + std::generic_category().message(errno)), text.string());
}

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

/// Where the part of `text` that may be handed out ends: behind its last empty line, else its last
/// line, else its last word, else its last whole character.
std::size_t cut_of(std::string_view text) {
  const std::size_t last_line = text.rfind('\n');
  for (std::size_t end = last_line; end != text.npos && end > 0;) {
    const std::size_t before = text.rfind('\n', end - 1);
    if (before == text.npos) break;
    if (is_blank(text.substr(before + 1, end - before - 1))) return end + 1;
    end = before;
  }
  if (last_line != text.npos) return last_line + 1;
  if (const std::size_t space = text.rfind(' '); space != text.npos) return space + 1;
  std::size_t end = text.size();
  while (end > 1 && (static_cast<unsigned char>(text[end - 1]) & 0xC0U) == 0x80) --end;
  return end > 1 ? end - 1 : text.size();
}

}  // namespace

TextWindows::TextWindows(std::span<const std::filesystem::path> texts, std::size_t size)
    : texts_(texts.begin(), texts.end()), size_(std::max<std::size_t>(16, size)) {}

TextWindows::~TextWindows() {
  if (fd_ >= 0) ::close(fd_);
}

void TextWindows::fill(std::size_t size) {
  while (buffer_.size() < size && (fd_ >= 0 || text_ < texts_.size())) {
    if (fd_ < 0) {
      fd_ = ::open(texts_[text_].c_str(), O_RDONLY | O_CLOEXEC);
      if (fd_ < 0) refuse("cannot be opened", texts_[text_]);
      ++text_;
    }
    const std::size_t before = buffer_.size();
    buffer_.resize(before + kReadBytes);
    const ssize_t count = ::read(fd_, buffer_.data() + before, kReadBytes);
    buffer_.resize(before + static_cast<std::size_t>(std::max<ssize_t>(0, count)));
    if (count < 0 && errno != EINTR) refuse("cannot be read", texts_[text_ - 1]);
    if (count == 0) {
      ::close(fd_);
      fd_ = -1;
      buffer_ += "\n\n";
    }
    if (count > 0) bytes_read_ += static_cast<std::uint64_t>(count);
  }
}

std::string_view TextWindows::next() {
  buffer_.erase(0, used_);
  fill(size_ + size_ / 2);
  const bool rest = buffer_.size() < size_ + size_ / 2;
  used_ = rest ? buffer_.size() : cut_of(std::string_view(buffer_).substr(0, size_));
  return std::string_view(buffer_).substr(0, used_);
}

}  // namespace albert::train
