// Stands before the C library: these definitions win over its own for the whole program, also for
// std::filesystem.
#include "support/system_faults.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdarg>

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace albert::test {
namespace {

Fault planned;
std::atomic<int> calls = 0;

enum class Effect { adds, removes };

/// Runs a call, or what is planned instead.
template <typename Call>
auto through(Effect effect, Call call) -> decltype(call()) {
  const int number = calls++;
  const bool due = number == planned.at;
  const bool later = number > planned.at && planned.lasts && effect == Effect::adds;
  switch (planned.kind) {
    case Fault::Kind::none:
      break;
    case Fault::Kind::error:
      if (!due && !later) break;
      errno = planned.error_number;
      return -1;
    case Fault::Kind::kill_before:
      if (due) ::raise(SIGKILL);
      break;
    case Fault::Kind::kill_after: {
      const auto result = call();
      if (due) ::raise(SIGKILL);
      return result;
    }
  }
  return call();
}

template <typename Function>
Function* next(const char* name, Function*) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

void plan_fault(const Fault& fault) {
  planned = fault;
  calls = 0;
}

int count_calls() {
  return calls;
}

}  // namespace albert::test

using albert::test::Effect, albert::test::next, albert::test::planned, albert::test::through;

// NEXT(rename): the C library's (or a sanitizer's) own.
#define NEXT(name)                               \
  (*[] {                                         \
    static auto* const f = next(#name, &::name); \
    return f;                                    \
  }())

extern "C" {

int open(const char* path, int flags, ...) {
  mode_t mode = 0;
  if ((flags & O_CREAT) != 0) {
    va_list arguments;
    va_start(arguments, flags);
    mode = va_arg(arguments, mode_t);
    va_end(arguments);
  }
  const auto call = [&] { return NEXT(open)(path, flags, mode); };
  if ((flags & O_CREAT) == 0) return call();
  return through(Effect::adds, call);
}

ssize_t pwrite(int file, const void* bytes, size_t count, off_t offset) {
  return through(Effect::adds, [&] { return NEXT(pwrite)(file, bytes, count, offset); });
}

int fsync(int) {
  // No power fails here: nothing is waited for.
  return through(Effect::adds, [] { return 0; });
}

int mkdir(const char* path, mode_t mode) noexcept {
  return through(Effect::adds, [&] { return NEXT(mkdir)(path, mode); });
}

int rename(const char* from, const char* to) noexcept {
  return through(Effect::adds, [&] { return NEXT(rename)(from, to); });
}

int renameat2(int from_folder, const char* from, int to_folder, const char* to,
              unsigned int flags) noexcept {
  if (!planned.can_exchange) {
    errno = EINVAL;
    return -1;
  }
  return through(Effect::adds,
                 [&] { return NEXT(renameat2)(from_folder, from, to_folder, to, flags); });
}

int unlinkat(int folder, const char* path, int flags) noexcept {
  return through(Effect::removes, [&] { return NEXT(unlinkat)(folder, path, flags); });
}

int unlink(const char* path) noexcept {
  return through(Effect::removes, [&] { return NEXT(unlink)(path); });
}

int rmdir(const char* path) noexcept {
  return through(Effect::removes, [&] { return NEXT(rmdir)(path); });
}

int remove(const char* path) noexcept {
  return through(Effect::removes, [&] { return NEXT(remove)(path); });
}

}  // extern "C"
