#include "albert/io/atomic_output.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "albert/base/error.h"
#include "albert/io/output_target.h"

namespace albert {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kPartial = ".partial-";
constexpr std::string_view kReplaced = ".replaced-";
constexpr std::size_t kLargePiece = std::size_t{1} << 20;

[[noreturn]] void fail(std::string_view doing, const fs::path& path) {
  throw Error(ErrorCode::io, std::string(doing) + ": " + std::strerror(errno), path.string());
}

bool is_process(const std::string& digits) noexcept {
  const long pid = std::strtol(digits.c_str(), nullptr, 10);
  return pid > 0 && (::kill(static_cast<pid_t>(pid), 0) == 0 || errno != ESRCH);
}

fs::path folder_of(const fs::path& target) {
  return target.has_parent_path() ? target.parent_path() : fs::path(".");
}

// ".NAME.partial-"; the number of the process that writes follows.
std::string hidden_prefix(const fs::path& target, std::string_view mark) {
  return "." + target.filename().string() + std::string(mark);
}

// Calls `use` for each hidden entry beside `target` whose process has ended and whose lock is free,
// with the lock held.
template <typename Use>
void for_each_abandoned(const fs::path& target, std::string_view mark, Use use) {
  const std::string prefix = hidden_prefix(target, mark);
  std::error_code error;
  std::vector<fs::path> left;
  for (fs::directory_iterator at(folder_of(target), error), end; !error && at != end;
       at.increment(error)) {
    const std::string name = at->path().filename().string();
    if (name.starts_with(prefix) && !is_process(name.substr(prefix.size()))) {
      left.push_back(at->path());
    }
  }
  for (const fs::path& path : left) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (descriptor < 0) continue;
    if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) use(path);
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

// Exchanges two folders by three renames, for file systems that cannot do it by one. If the process
// ends between the first two, remove_abandoned() undoes the first.
bool exchange_by_renames(const fs::path& fresh, const fs::path& target) {
  const std::string mark(kPartial);
  std::string aside = fresh.string();
  aside.replace(aside.rfind(mark), mark.size(), kReplaced);
  const int old = ::open(target.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (old < 0) return false;
  ::flock(old, LOCK_EX | LOCK_NB);
  bool done = false;
  bool restored = true;
  if (::rename(target.c_str(), aside.c_str()) == 0) {
    done = ::rename(fresh.c_str(), target.c_str()) == 0;
    const int reason = errno;
    restored = ::rename(aside.c_str(), done ? fresh.c_str() : target.c_str()) == 0 || done;
    errno = reason;
  }
  const int reason = errno;
  ::close(old);
  errno = reason;
  if (!restored) fail("cannot be put in place, and the old folder is now " + aside, target);
  return done;
}

// Exchanges `fresh` and the existing `target`.
bool exchange_paths(const fs::path& fresh, const fs::path& target) {
  if (::renameat2(AT_FDCWD, fresh.c_str(), AT_FDCWD, target.c_str(), RENAME_EXCHANGE) == 0) {
    return true;
  }
  return (errno == EINVAL || errno == ENOSYS) && exchange_by_renames(fresh, target);
}

}  // namespace

void remove_abandoned(const fs::path& target) {
  std::error_code error;
  for_each_abandoned(target, kReplaced, [&](const fs::path& old) {
    const bool lost = fs::symlink_status(target, error).type() == fs::file_type::not_found;
    if (!lost || ::rename(old.c_str(), target.c_str()) != 0) fs::remove_all(old, error);
  });
  for_each_abandoned(target, kPartial,
                     [&](const fs::path& partial) { fs::remove_all(partial, error); });
}

namespace io {

Partial::Partial(const fs::path& target, Kind kind) : target_(target) {
  if (!target_.has_filename()) target_ = target_.parent_path();  // "folder/"
  const std::string name = target_.filename().string();
  if (name.empty() || name == "." || name == "..") {
    throw Error(ErrorCode::usage, "cannot be written to", target.string());
  }
  remove_abandoned(target_);
  const std::string prefix = hidden_prefix(target_, kPartial);
  const fs::path folder = folder_of(target_);
  for (int attempt = 0; descriptor_ < 0; ++attempt) {
    path_ = folder / (prefix + std::to_string(::getpid()) + "-" + std::to_string(attempt));
    if (kind == Kind::file) {
      descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    } else if (::mkdir(path_.c_str(), 0777) == 0) {
      descriptor_ = ::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    }
    if (descriptor_ < 0 && errno != EEXIST) fail("cannot be created", target_);
  }
  ::flock(
      descriptor_,
      LOCK_EX | LOCK_NB);  // used only by for_each_abandoned(), which skips entries without a lock
}

Partial::~Partial() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);  // after commit() the path no longer exists
  ::close(descriptor_);
}

}  // namespace io

void AtomicFile::write_at(std::uint64_t offset, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t count =
        ::pwrite(partial_.descriptor(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("cannot write", target());
    // Start writing large chunks to disk now, so that commit() waits less.
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

AtomicFolder::AtomicFolder(const fs::path& target, bool replace, std::vector<std::string> own)
    : partial_(target, io::Partial::Kind::folder), replace_(replace), own_(std::move(own)) {
  replaced_ = check_folder_target(partial_.target(), replace, own_);
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
  const bool moved = ::rename(path().c_str(), goal.c_str()) == 0;  // to a new or an empty folder
  if (!moved && replace_ && (errno == ENOTEMPTY || errno == EEXIST)) {
    exchange();
  } else if (!moved) {
    fail("cannot be put in place", goal);
  }
  sync_path(folder_of(goal), goal);
}

void AtomicFolder::exchange() {
  const fs::path& goal = partial_.target();
  replaced_ = check_folder_target(goal, true, own_);
  if (!exchange_paths(path(), goal)) fail("cannot be put in place", goal);
  // Files that another program added since the last check are not deleted.
  const FolderContent old = list_folder(path());
  const bool complete = std::ranges::all_of(old.foreign, [&](const std::string& name) {
    return std::ranges::find(own_, name) != own_.end();
  });
  if (complete) return;
  if (exchange_paths(path(), goal)) check_folder_target(goal, true, own_);
}

}  // namespace albert
