#include "common/gnuplot.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "albert/base/error.h"

namespace albert::apps {
namespace {

constexpr const char* kProgram = "gnuplot";

[[noreturn]] void fail(const std::string& problem) {
  throw Error(ErrorCode::io, problem, kProgram);
}

/// A file without a name, removed when it is closed.
class ScratchFile {
 public:
  ScratchFile() : file_(std::tmpfile()) {
    if (file_ == nullptr) fail(std::string("no scratch file: ") + std::strerror(errno));
  }
  ~ScratchFile() { std::fclose(file_); }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;

  int descriptor() const { return ::fileno(file_); }

  void write(std::string_view text) const {
    const bool written = std::fwrite(text.data(), 1, text.size(), file_) == text.size();
    if (!written || std::fflush(file_) != 0) fail("cannot write a scratch file; is the disk full?");
    std::rewind(file_);
  }

  std::string read() const {
    std::rewind(file_);
    std::string text;
    char buffer[1 << 14];
    for (std::size_t count; (count = std::fread(buffer, 1, sizeof buffer, file_)) > 0;) {
      text.append(buffer, count);
    }
    return text;
  }

 private:
  std::FILE* file_;
};

}  // namespace

void require_gnuplot() {
  const char* path = std::getenv("PATH");
  std::string_view rest = path != nullptr ? path : "";
  while (!rest.empty()) {
    const std::string folder(rest.substr(0, rest.find(':')));
    if (!folder.empty() && ::access((folder + '/' + kProgram).c_str(), X_OK) == 0) return;
    rest.remove_prefix(std::min(rest.size(), folder.size() + 1));
  }
  throw Error(ErrorCode::usage, "is not installed, and draws the figures", kProgram,
              "Debian has it as gnuplot-nox; the numbers are there without a figure");
}

std::string run_gnuplot(const std::string& script) {
  require_gnuplot();
  const ScratchFile in;
  const ScratchFile out;
  const ScratchFile messages;
  in.write(script);
  posix_spawn_file_actions_t files;
  ::posix_spawn_file_actions_init(&files);
  ::posix_spawn_file_actions_adddup2(&files, in.descriptor(), 0);
  ::posix_spawn_file_actions_adddup2(&files, out.descriptor(), 1);
  ::posix_spawn_file_actions_adddup2(&files, messages.descriptor(), 2);
  std::string program = kProgram;
  char* const arguments[] = {program.data(), nullptr};
  pid_t process = 0;
  const int problem = ::posix_spawnp(&process, kProgram, &files, nullptr, arguments, environ);
  ::posix_spawn_file_actions_destroy(&files);
  if (problem != 0) fail(std::string("cannot be started: ") + std::strerror(problem));
  int status = 0;
  while (::waitpid(process, &status, 0) < 0) {
    if (errno != EINTR) fail(std::string("is lost: ") + std::strerror(errno));
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) fail("failed: " + messages.read());
  std::string drawn = out.read();
  if (drawn.find("</svg>") == std::string::npos) fail("drew nothing: " + messages.read());
  return drawn;
}

}  // namespace albert::apps
