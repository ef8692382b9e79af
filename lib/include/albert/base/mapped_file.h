#ifndef ALBERT_BASE_MAPPED_FILE_H_
#define ALBERT_BASE_MAPPED_FILE_H_

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

namespace albert {

/// A file mapped read-only into memory; owns the mapping. Movable, not copyable.
/// Safe to read from any number of threads. The file must not shrink while mapped.
class MappedFile {
 public:
  /// Throws Error{io} when the file cannot be opened, is not a regular file, or cannot be mapped.
  explicit MappedFile(const std::filesystem::path& path);
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  /// Empty for an empty file.
  std::span<const std::byte> bytes() const noexcept { return bytes_; }
  const std::filesystem::path& path() const noexcept { return path_; }

  /// Releases the pages of `range`, so that streaming through a large file does not fill memory.
  /// They may be read again. A range that is not inside bytes() is ignored.
  void release(std::span<const std::byte> range) const noexcept;

 private:
  std::filesystem::path path_;
  std::span<const std::byte> bytes_;
};

/// Reads a whole (small) file into memory. Throws Error{io}, also when it is larger than `limit`.
std::string read_file(const std::filesystem::path& path, std::size_t limit = std::size_t{1} << 30);

}  // namespace albert

#endif  // ALBERT_BASE_MAPPED_FILE_H_
