#ifndef ALBERT_IO_TENSOR_FILE_WRITER_H_
#define ALBERT_IO_TENSOR_FILE_WRITER_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "albert/io/atomic_output.h"
#include "albert/io/tensor_archive.h"

namespace albert::io {

/// Byte counts of tensors to be written to `file`. Throws Error{usage} when the readers would not
/// accept their names or shapes.
std::vector<std::size_t> checked_sizes(const std::filesystem::path& file,
                                       std::span<const TensorEntry> entries);

/// Writes tensors at given offsets of an AtomicFile; the common part of all writers.
class TensorFileWriter {
 public:
  TensorFileWriter(const std::filesystem::path& file, std::vector<TensorEntry> entries);

  const std::vector<TensorEntry>& entries() const noexcept { return entries_; }
  std::size_t byte_count(std::size_t index) const noexcept { return sizes_[index]; }

  /// Call for every tensor before its bytes are written.
  void set_offset(std::size_t index, std::uint64_t offset) noexcept { offsets_[index] = offset; }
  std::uint64_t offset(std::size_t index) const noexcept { return offsets_[index]; }

  /// Writes bytes of a tensor, starting at its byte `offset`; thread-safe. Throws Error{usage} for
  /// bytes beyond its shape.
  void write(std::size_t index, std::uint64_t offset, std::span<const std::byte> bytes);

  /// Writes other bytes: headers and directories.
  void write_at(std::uint64_t offset, std::span<const std::byte> bytes) {
    file_.write_at(offset, bytes);
  }

  /// Throws Error{usage} when a tensor is not complete.
  void check_complete() const;
  void commit();

 private:
  std::vector<TensorEntry> entries_;
  std::vector<std::size_t> sizes_;
  std::vector<std::uint64_t> offsets_;
  std::vector<std::atomic<std::size_t>> written_;
  AtomicFile file_;
};

}  // namespace albert::io

#endif  // ALBERT_IO_TENSOR_FILE_WRITER_H_
