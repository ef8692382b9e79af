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

/// Byte counts of tensors about to be written to `file`. Throws Error{usage} when their names or
/// shapes are not those of an archive that our readers would accept.
std::vector<std::size_t> checked_sizes(const std::filesystem::path& file,
                                       std::span<const TensorEntry> entries);

/// A file in which every tensor has its place: what all writers share.
class TensorFileWriter {
 public:
  TensorFileWriter(const std::filesystem::path& file, std::vector<TensorEntry> entries);

  const std::vector<TensorEntry>& entries() const noexcept { return entries_; }
  std::size_t byte_count(std::size_t index) const noexcept { return sizes_[index]; }

  /// To be called for every tensor before its bytes are written.
  void set_offset(std::size_t index, std::uint64_t offset) noexcept { offsets_[index] = offset; }
  std::uint64_t offset(std::size_t index) const noexcept { return offsets_[index]; }

  /// Bytes of a tensor, from its byte `offset` on; thread-safe. Throws Error{usage} when there are
  /// too many.
  void write(std::size_t index, std::uint64_t offset, std::span<const std::byte> bytes);

  /// Everything that is not a tensor.
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
