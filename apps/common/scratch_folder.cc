#include "common/scratch_folder.h"

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <system_error>

#include <unistd.h>

#include "albert/base/error.h"
#include "albert/io/atomic_output.h"

namespace albert::apps {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const std::string& problem, const std::string& where) {
  throw Error(ErrorCode::io, problem + ": " + std::generic_category().message(errno), where);
}

void copy_stdin(const fs::path& target) {
  AtomicFile file(target);
  std::vector<std::byte> buffer(std::size_t{1} << 20);
  for (std::uint64_t size = 0;;) {
    const ssize_t count = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) refuse("cannot be read", "stdin");
    if (count == 0) break;
    file.write_at(size, std::span(buffer).first(static_cast<std::size_t>(count)));
    size += static_cast<std::uint64_t>(count);
  }
  file.commit();
}

}  // namespace

ScratchFolder::ScratchFolder() {
  std::error_code error;
  fs::path base = fs::temp_directory_path(error);
  if (error) base = "/tmp";
  std::string name = (base / "albert-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) refuse("cannot make a scratch folder", base.string());
  path_ = name;
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::vector<fs::path> ScratchFolder::gather(const std::vector<std::string>& names) const {
  std::vector<fs::path> files(names.begin(), names.end());
  if (files.empty()) files.emplace_back("-");
  for (fs::path& file : files) {
    if (file != "-") continue;
    file = path_ / "stdin";
    if (!fs::exists(file)) copy_stdin(file);
  }
  return files;
}

}  // namespace albert::apps
