#ifndef ALBERT_IO_ATOMIC_OUTPUT_H_
#define ALBERT_IO_ATOMIC_OUTPUT_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>

#include "albert/io/model_folder.h"

namespace albert {

namespace io {

/// A hidden, locked path beside a target (".NAME.partial-PID-N"), gone with the object. Making one
/// also removes what killed processes have left there for the same target, and puts a target back
/// that one of them had moved aside (".NAME.replaced-PID-N") without putting another in its place.
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

/// A file that appears under its name only when it is whole: bytes go to a hidden file in the same
/// folder, commit() brings them to disk and renames it over the target. Without commit(), and
/// after an error, the target is untouched. Not thread-safe.
///
/// Every function throws Error{io} naming the target (disk full, no permission, …).
class AtomicFile {
 public:
  explicit AtomicFile(const std::filesystem::path& target)
      : partial_(target, io::Partial::Kind::file) {}

  const std::filesystem::path& target() const noexcept { return partial_.target(); }

  /// Bytes may be written in any order, also from several threads; what is never written reads as
  /// zero.
  void write_at(std::uint64_t offset, std::span<const std::byte> bytes);

  /// At most once, and nothing may be written afterwards.
  void commit();

 private:
  io::Partial partial_;
};

/// Writes a small file through an AtomicFile.
void write_file(const std::filesystem::path& target, std::string_view content);

/// The same for a folder: files are made below path(), and commit() brings all of them to disk and
/// renames the folder to its target.
class AtomicFolder {
 public:
  /// `target` is one that check_folder_target() lets pass: new, empty, or with `replace` a model
  /// folder. Then commit() exchanges it for the new folder and deletes the old one.
  AtomicFolder(const std::filesystem::path& target, bool replace);

  /// What commit() is going to replace; empty for a new folder.
  const FolderContent& replaced() const noexcept { return replaced_; }

  /// Where to write. The folder exists and is empty at first.
  const std::filesystem::path& path() const noexcept { return partial_.path(); }

  /// At most once. The target is checked again: what was put there meanwhile is not replaced.
  /// Throws Error{io} and Error{usage}; the target is then the old one (or, when only the last
  /// sync to disk failed, the new one), whole.
  void commit();

 private:
  void exchange();

  FolderContent replaced_;
  io::Partial partial_;
  bool replace_;
};

}  // namespace albert

#endif  // ALBERT_IO_ATOMIC_OUTPUT_H_
