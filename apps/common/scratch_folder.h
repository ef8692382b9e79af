#ifndef ALBERT_APPS_COMMON_SCRATCH_FOLDER_H_
#define ALBERT_APPS_COMMON_SCRATCH_FOLDER_H_

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "albert/io/text_reader.h"

namespace albert::apps {

/// An empty folder below $TMPDIR (or /tmp) that disappears with the object.
class ScratchFolder {
 public:
  /// `name` is what its user knows it by, see user_text(). Throws Error{io}.
  explicit ScratchFolder(std::string name = {});
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const std::filesystem::path& path() const noexcept { return path_; }

  /// The named texts as files: stdin, which "-" or no name at all means, is copied here first.
  /// Throws Error{io}.
  std::vector<std::filesystem::path> gather(const std::vector<std::string>& names) const;
  /// Has messages about a copy of stdin say "stdin".
  void add_names(TextOptions& options) const;

 private:
  std::filesystem::path path_;
};

/// A message or path for its reader: files in scratch folders have the names that they were made
/// of, "stdin" or "builtin/config.json", also when the folder is gone already. Thread-safe.
std::string user_text(std::string_view text);

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_SCRATCH_FOLDER_H_
