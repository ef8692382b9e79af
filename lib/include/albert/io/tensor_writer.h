#ifndef ALBERT_IO_TENSOR_WRITER_H_
#define ALBERT_IO_TENSOR_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace albert {

/// Writes a file of tensors. Names, dtypes and shapes are given on construction, so all offsets are
/// known and nothing is buffered. The file appears under its name when finish() returns; without
/// finish(), and after an error, there is no file. Only write_at is thread-safe.
class TensorWriter {
 public:
  virtual ~TensorWriter() = default;

  /// Writes bytes of the tensor at `index` of the given entries (dense, row-major), starting at its
  /// byte `offset`. Ranges may be written in any order, also by several threads at once, but each
  /// byte only once. Throws Error{io}, and Error{usage} for bytes beyond the tensor's shape.
  virtual void write_at(std::size_t index, std::uint64_t offset,
                        std::span<const std::byte> bytes) = 0;

  /// Appends bytes after those of the tensor's previous write().
  void write(std::size_t index, std::span<const std::byte> bytes);

  /// At most once. Throws Error{io}, and Error{usage} when a tensor is not complete.
  virtual void finish() = 0;

 private:
  std::vector<std::uint64_t> next_;  // offset of the next write() for each tensor
};

}  // namespace albert

#endif  // ALBERT_IO_TENSOR_WRITER_H_
