#ifndef ALBERT_APPS_COMMON_SCRATCH_FOLDER_H_
#define ALBERT_APPS_COMMON_SCRATCH_FOLDER_H_

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "albert/io/text_reader.h"

namespace albert::apps {

/// An empty folder below $TMPDIR (or /tmp), removed by the destructor.
class ScratchFolder {
 public:
  /// `name` is its name for messages, see user_text(). Throws Error{io}.
  explicit ScratchFolder(std::string name = {});
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const std::filesystem::path& path() const noexcept { return path_; }

  /// The named texts as files: stdin ("-" or no name) is copied to this folder first.
  /// Throws Error{io}.
  std::vector<std::filesystem::path> gather(const std::vector<std::string>& names) const;
  /// Text options with the name "stdin" for a copy of stdin.
  void add_names(TextOptions& options) const;

 private:
  std::filesystem::path path_;
};

/// A message or path for the user: files in scratch folders are called "stdin" or
/// "builtin/config.json", also after the folder was removed. Thread-safe.
std::string user_text(std::string_view text);

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_SCRATCH_FOLDER_H_
