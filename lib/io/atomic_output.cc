#include "albert/io/atomic_output.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "albert/base/error.h"

namespace albert {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kMark = ".partial-";
constexpr std::size_t kLargePiece = std::size_t{1} << 20;

[[noreturn]] void fail(std::string_view doing, const fs::path& path) {
  throw Error(ErrorCode::io, std::string(doing) + ": " + std::strerror(errno), path.string());
}

bool is_process(const std::string& digits) noexcept {
  const long pid = std::strtol(digits.c_str(), nullptr, 10);
  return pid > 0 && (::kill(static_cast<pid_t>(pid), 0) == 0 || errno != ESRCH);
}

// Removes partial outputs whose writer is dead: no such process here, and nobody holds the lock.
void sweep(const fs::path& folder, const std::string& prefix) {
  std::error_code error;
  std::vector<fs::path> left;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename().string();
    if (name.starts_with(prefix) && !is_process(name.substr(prefix.size()))) {
      left.push_back(at->path());
    }
  }
  for (const fs::path& path : left) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (descriptor < 0) continue;
    if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) fs::remove_all(path, error);
    ::close(descriptor);
  }
}

void sync_path(const fs::path& path, const fs::path& target) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) fail("cannot open what was written", target);
  const int result = ::fsync(descriptor);
  const int reason = errno;
  ::close(descriptor);
  errno = reason;
  // Some file systems cannot sync a folder, and say so with EINVAL.
  if (result != 0 && errno != EINVAL) fail("cannot write to disk", target);
}

fs::path folder_of(const fs::path& target) {
  return target.has_parent_path() ? target.parent_path() : fs::path(".");
}

// Puts `fresh` in the place of the existing `target`; the old one is then at `fresh`.
bool exchange(const fs::path& fresh, const fs::path& target) noexcept {
  if (::renameat2(AT_FDCWD, fresh.c_str(), AT_FDCWD, target.c_str(), RENAME_EXCHANGE) == 0) {
    return true;
  }
  if (errno != EINVAL && errno != ENOSYS) return false;
  // A file system without exchange: there is no target for the time between two renames.
  const std::string aside = fresh.string() + "-old";
  return ::rename(target.c_str(), aside.c_str()) == 0 &&
         ::rename(fresh.c_str(), target.c_str()) == 0 &&
         ::rename(aside.c_str(), fresh.c_str()) == 0;
}

}  // namespace

namespace io {

Partial::Partial(const fs::path& target, Kind kind) : target_(target) {
  if (!target_.has_filename()) target_ = target_.parent_path();  // "folder/"
  const std::string name = target_.filename().string();
  if (name.empty() || name == "." || name == "..") {
    throw Error(ErrorCode::usage, "cannot be written to", target.string());
  }
  const std::string prefix = "." + name + std::string(kMark);
  const fs::path folder = folder_of(target_);
  sweep(folder, prefix);
  for (int attempt = 0; descriptor_ < 0; ++attempt) {
    path_ = folder / (prefix + std::to_string(::getpid()) + "-" + std::to_string(attempt));
    if (kind == Kind::file) {
      descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    } else if (::mkdir(path_.c_str(), 0777) == 0) {
      descriptor_ = ::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    }
    if (descriptor_ < 0 && errno != EEXIST) fail("cannot be created", target_);
  }
  ::flock(descriptor_,
          LOCK_EX | LOCK_NB);  // only sweep() asks; where locks fail it leaves us alone
}

Partial::~Partial() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);  // after commit() nothing of ours has this name
  ::close(descriptor_);
}

}  // namespace io

void AtomicFile::write_at(std::uint64_t offset, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t count =
        ::pwrite(partial_.descriptor(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("cannot write", target());
    // The disk begins on large pieces at once, so that commit() has little left to wait for.
    if (static_cast<std::size_t>(count) >= kLargePiece) {
      ::sync_file_range(partial_.descriptor(), static_cast<off_t>(offset), count,
                        SYNC_FILE_RANGE_WRITE);
    }
    bytes = bytes.subspan(static_cast<std::size_t>(count));
    offset += static_cast<std::uint64_t>(count);
  }
}

void AtomicFile::commit() {
  if (::fsync(partial_.descriptor()) != 0 && errno != EINVAL)
    fail("cannot write to disk", target());
  if (::rename(partial_.path().c_str(), target().c_str()) != 0)
    fail("cannot be replaced", target());
  sync_path(folder_of(target()), target());
}

void write_file(const fs::path& target, std::string_view content) {
  AtomicFile file(target);
  file.write_at(0, std::as_bytes(std::span(content.data(), content.size())));
  file.commit();
}

AtomicFolder::AtomicFolder(const fs::path& target, bool replace)
    : partial_(target, io::Partial::Kind::folder), replace_(replace) {
  std::error_code error;
  const fs::path& goal = partial_.target();
  const bool vacant =
      !fs::exists(fs::symlink_status(goal, error)) ||
      (fs::is_directory(fs::symlink_status(goal, error)) && fs::is_empty(goal, error));
  if (!vacant && !replace) throw Error(ErrorCode::usage, "exists already", goal.string());
}

void AtomicFolder::commit() {
  const fs::path& goal = partial_.target();
  std::error_code error;
  for (fs::recursive_directory_iterator at(path(), error), end; !error && at != end;
       at.increment(error)) {
    if (!at->is_symlink(error)) sync_path(at->path(), goal);
  }
  if (error) throw Error(ErrorCode::io, "cannot be read back: " + error.message(), goal.string());
  sync_path(path(), goal);
  const bool moved =
      ::rename(path().c_str(), goal.c_str()) == 0 || (replace_ && exchange(path(), goal));
  if (!moved) fail("cannot be put in place", goal);
  sync_path(folder_of(goal), goal);
}

}  // namespace albert
