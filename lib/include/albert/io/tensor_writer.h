#ifndef ALBERT_IO_TENSOR_WRITER_H_
#define ALBERT_IO_TENSOR_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace albert {

/// A file of tensors being written. Names, dtypes and shapes are given when it is made, so every
/// byte has its place from the start and nothing is held back in memory. The file appears under
/// its name when finish() returns; without finish(), and after an error, there is none.
/// Only write_at is thread-safe.
class TensorWriter {
 public:
  virtual ~TensorWriter() = default;

  /// Bytes of the tensor at `index` of the entries given (dense, row-major), from its byte `offset`
  /// on. Tensors and their pieces may come in any order, also from several threads at once; each
  /// byte comes once. Throws Error{io}, and Error{usage} for bytes beyond the tensor's shape.
  virtual void write_at(std::size_t index, std::uint64_t offset,
                        std::span<const std::byte> bytes) = 0;

  /// The same for the bytes that follow those of the tensor's last write.
  void write(std::size_t index, std::span<const std::byte> bytes);

  /// At most once. Throws Error{io}, and Error{usage} when a tensor is not complete.
  virtual void finish() = 0;

 private:
  std::vector<std::uint64_t> next_;  // of each tensor, where write() goes on
};

}  // namespace albert

#endif  // ALBERT_IO_TENSOR_WRITER_H_
