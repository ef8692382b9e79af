#ifndef ALBERT_IO_ATOMIC_OUTPUT_H_
#define ALBERT_IO_ATOMIC_OUTPUT_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "albert/io/model_folder.h"

namespace albert {

namespace io {

/// A hidden, locked path beside a target (".NAME.partial-PID-N"), removed by the destructor. The
/// constructor also removes such paths of killed processes for the same target, and restores a
/// target that one of them had renamed (".NAME.replaced-PID-N") but not yet replaced.
class Partial {
 public:
  enum class Kind { file, folder };

  Partial(const std::filesystem::path& target, Kind kind);
  ~Partial();
  Partial(const Partial&) = delete;
  Partial& operator=(const Partial&) = delete;

  const std::filesystem::path& path() const noexcept { return path_; }
  const std::filesystem::path& target() const noexcept { return target_; }
  int descriptor() const noexcept { return descriptor_; }

 private:
  std::filesystem::path target_;
  std::filesystem::path path_;
  int descriptor_ = -1;
};

}  // namespace io

/// A file that appears under its name only when it is complete: bytes are written to a hidden file
/// in the same folder; commit() syncs it to disk and renames it to the target. Without commit(),
/// and after an error, the target is unchanged. Not thread-safe.
///
/// Every function throws Error{io} naming the target (disk full, no permission, …).
class AtomicFile {
 public:
  explicit AtomicFile(const std::filesystem::path& target)
      : partial_(target, io::Partial::Kind::file) {}

  const std::filesystem::path& target() const noexcept { return partial_.target(); }

  /// Bytes may be written in any order, also from several threads; unwritten bytes are zero.
  void write_at(std::uint64_t offset, std::span<const std::byte> bytes);

  /// At most once, after the last write.
  void commit();

 private:
  io::Partial partial_;
};

/// Removes the hidden paths that killed processes left beside a target, as every AtomicFile and
/// AtomicFolder with this target does first.
void remove_abandoned(const std::filesystem::path& target);

/// Writes a small file through an AtomicFile.
void write_file(const std::filesystem::path& target, std::string_view content);

/// The same for a folder: files are created below path(), and commit() syncs all of them to disk
/// and renames the folder to its target.
class AtomicFolder {
 public:
  /// `target` must pass check_folder_target(): new, empty, or with `replace` a model folder, which
  /// commit() exchanges for the new folder and deletes, together with files named `own`.
  AtomicFolder(const std::filesystem::path& target, bool replace,
               std::vector<std::string> own = {});

  /// The content that commit() will replace; empty for a new folder.
  const FolderContent& replaced() const noexcept { return replaced_; }

  /// The folder to write to. It exists and is initially empty.
  const std::filesystem::path& path() const noexcept { return partial_.path(); }

  /// At most once. The target is checked again, so content added meanwhile is not replaced.
  /// Throws Error{io} and Error{usage}; the target is then the complete old folder (or, if only the
  /// last sync to disk failed, the complete new one).
  void commit();

 private:
  void exchange();

  FolderContent replaced_;
  io::Partial partial_;
  bool replace_;
  std::vector<std::string> own_;
};

}  // namespace albert

#endif  // ALBERT_IO_ATOMIC_OUTPUT_H_
