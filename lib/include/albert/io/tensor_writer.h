#ifndef ALBERT_IO_TENSOR_WRITER_H_
#define ALBERT_IO_TENSOR_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "albert/io/tensor_archive.h"

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

/// A safetensors file as Hugging Face's library lays it out: tensors by falling element size, then
/// by name; the data starts at a multiple of 8. Throws Error{io}, and Error{usage} for names that
/// are not unique or not plausible, or for impossible shapes.
std::unique_ptr<TensorWriter> create_safetensors(const std::filesystem::path& file,
                                                 std::vector<TensorEntry> entries,
                                                 const ArchiveMetadata& metadata = {
                                                     {"format", "pt"}});

/// A PyTorch zip archive of a state dict, which torch.load(…, weights_only=True) reads. The CRC-32
/// of every tensor is recorded. Throws as create_safetensors.
std::unique_ptr<TensorWriter> create_torch(const std::filesystem::path& file,
                                           std::vector<TensorEntry> entries);

/// A TensorFlow checkpoint, PREFIX.index and PREFIX.data-00000-of-00001, under the names given; the
/// index appears last. Throws as create_safetensors.
std::unique_ptr<TensorWriter> create_tf_bundle(const std::filesystem::path& prefix,
                                               std::vector<TensorEntry> entries);

}  // namespace albert

#endif  // ALBERT_IO_TENSOR_WRITER_H_
