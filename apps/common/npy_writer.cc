#include "common/npy_writer.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <limits>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "albert/base/error.h"

namespace albert::apps {
namespace {

// Version 1.0: this magic, the length of the rest as u16, and the rest, which ends in a line break.
constexpr std::string_view kMagic("\x93NUMPY\x01\x00", 8);
constexpr std::size_t kHeaderBytes = 128;
constexpr std::size_t kDictBytes = kHeaderBytes - kMagic.size() - 2;

[[noreturn]] void fail(const std::string& path, int code) {
  throw Error(ErrorCode::io, std::string("cannot be written: ") + std::strerror(code), path);
}

/// Throws unless an open file is empty or a NumPy file.
void require_replaceable(int fd, const std::string& path) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) fail(path, errno);
  if (!S_ISREG(status.st_mode)) {
    throw Error(ErrorCode::usage, "is not a file on a disk, where a NumPy array can be written",
                path);
  }
  if (status.st_size == 0) return;
  std::array<char, kMagic.size()> start{};
  const ssize_t count = ::pread(fd, start.data(), start.size(), 0);
  constexpr std::size_t kName = 6;  // the magic without the version
  if (count >= static_cast<ssize_t>(kName) &&
      std::string_view(start.data(), kName) == kMagic.substr(0, kName)) {
    return;
  }
  throw Error(ErrorCode::usage, "exists already and is not a NumPy file", path,
              "only NumPy files are replaced");
}

}  // namespace

NpyWriter::NpyWriter(const std::string& path, std::size_t columns)
    : path_(path),
      columns_(columns),
      fd_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0666)) {
  if (fd_ < 0) fail(path_, errno);
  try {
    require_replaceable(fd_, path_);
    if (::ftruncate(fd_, 0) != 0) fail(path_, errno);
    write_header();
  } catch (...) {
    ::close(fd_);
    throw;
  }
}

NpyWriter::~NpyWriter() {
  if (fd_ >= 0) ::close(fd_);
}

void NpyWriter::append(std::span<const float> values) {
  write_at(kHeaderBytes + rows_ * columns_ * sizeof(float),
           {reinterpret_cast<const char*>(values.data()), values.size_bytes()});
  rows_ += values.size() / columns_;
  write_header();
}

void NpyWriter::append_nan() {
  append(std::vector<float>(columns_, std::numeric_limits<float>::quiet_NaN()));
}

void NpyWriter::finish() {
  const int fd = fd_;
  fd_ = -1;
  if (::close(fd) != 0 && errno != EINTR) fail(path_, errno);
}

void NpyWriter::write_at(std::size_t offset, std::span<const char> bytes) const {
  while (!bytes.empty()) {
    const ssize_t count = ::pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) fail(path_, count < 0 ? errno : ENOSPC);
    bytes = bytes.subspan(static_cast<std::size_t>(count));
    offset += static_cast<std::size_t>(count);
  }
}

void NpyWriter::write_header() const {
  std::string header(kMagic);
  header += static_cast<char>(kDictBytes);
  header += '\0';
  header +=
      fmt::format("{:<{}}\n",
                  fmt::format("{{'descr': '<f4', 'fortran_order': False, 'shape': ({}, {}), }}",
                              rows_, columns_),
                  kDictBytes - 1);
  write_at(0, header);
}

}  // namespace albert::apps
