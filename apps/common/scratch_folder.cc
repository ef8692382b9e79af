#include "common/scratch_folder.h"

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <span>
#include <system_error>
#include <utility>

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

/// All scratch folders of this process, with their names for messages. Errors are printed after
/// their folder is removed.
std::vector<std::pair<std::string, std::string>>& known_folders() {
  static std::vector<std::pair<std::string, std::string>> folders;
  return folders;
}
std::mutex& known_mutex() {
  static std::mutex mutex;
  return mutex;
}

}  // namespace

ScratchFolder::ScratchFolder(std::string user_name) {
  std::error_code error;
  fs::path base = fs::temp_directory_path(error);
  if (error) base = "/tmp";
  std::string name = (base / "albert-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) refuse("cannot make a scratch folder", base.string());
  path_ = name;
  const std::lock_guard lock(known_mutex());
  known_folders().emplace_back(std::move(name), std::move(user_name));
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string user_text(std::string_view text) {
  std::string result(text);
  const std::lock_guard lock(known_mutex());
  for (const auto& [folder, name] : known_folders()) {
    for (std::size_t at = 0; (at = result.find(folder, at)) != std::string::npos;) {
      const std::size_t end = at + folder.size();
      const bool slash_goes = name.empty() && end < result.size() && result[end] == '/';
      result.replace(at, folder.size() + (slash_goes ? 1 : 0), name);
    }
  }
  return result;
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

void ScratchFolder::add_names(TextOptions& options) const {
  options.names[(path_ / "stdin").string()] = "stdin";
}

}  // namespace albert::apps
