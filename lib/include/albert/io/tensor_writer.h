#ifndef ALBERT_IO_TENSOR_WRITER_H_
#define ALBERT_IO_TENSOR_WRITER_H_

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "albert/io/tensor_archive.h"

namespace albert {

/// A file of tensors being written. Names, dtypes and shapes are given when it is made, so every
/// byte has its place from the start and nothing is held back in memory. The file appears under
/// its name when finish() returns; without finish(), and after an error, there is none.
/// Not thread-safe.
class TensorWriter {
 public:
  virtual ~TensorWriter() = default;

  /// The next bytes of the tensor at `index` of the entries given (dense, row-major). A tensor may
  /// come in any number of pieces, and tensors in any order. Throws Error{io}, and Error{usage}
  /// for more bytes than its shape has.
  virtual void write(std::size_t index, std::span<const std::byte> bytes) = 0;

  /// At most once. Throws Error{io}, and Error{usage} when a tensor is not complete.
  virtual void finish() = 0;
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
