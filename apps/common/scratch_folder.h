#ifndef ALBERT_APPS_COMMON_SCRATCH_FOLDER_H_
#define ALBERT_APPS_COMMON_SCRATCH_FOLDER_H_

#include <filesystem>
#include <string>
#include <vector>

namespace albert::apps {

/// An empty folder below $TMPDIR (or /tmp) that disappears with the object.
class ScratchFolder {
 public:
  /// Throws Error{io}.
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const std::filesystem::path& path() const noexcept { return path_; }

  /// The named texts as files: stdin, which "-" or no name at all means, is copied here first.
  /// Throws Error{io}.
  std::vector<std::filesystem::path> gather(const std::vector<std::string>& names) const;

 private:
  std::filesystem::path path_;
};

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_SCRATCH_FOLDER_H_
