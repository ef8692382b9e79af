#ifndef ALBERT_IO_TENSOR_ARCHIVE_H_
#define ALBERT_IO_TENSOR_ARCHIVE_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "albert/base/tensor.h"

namespace albert {

/// One stored tensor, as its file describes it.
struct TensorEntry {
  std::string name;
  DType dtype = DType::f32;
  Shape shape;
};

/// An int8 matrix as it is stored: value [r, c] is numbers[r · columns + c] · scales[r].
struct QuantizedMatrix {
  std::span<const std::int8_t> numbers;  ///< [rows, columns], in the mapped file
  std::vector<float> scales;             ///< [rows]
};

/// Free text that a file carries beside its tensors (safetensors' `__metadata__`).
using ArchiveMetadata = std::map<std::string, std::string, std::less<>>;

/// A file (or set of files) of named tensors, whatever its format. Opening reads and checks only
/// the directory; `read` brings one tensor at a time. Const after opening: any number of threads
/// may read, each with its own scratch.
///
/// Entries can be trusted: names are unique, not empty and free of control characters, and every
/// shape's byte count fits the memory of the file behind it. docs/formats.md lists the checks.
class TensorArchive {
 public:
  virtual ~TensorArchive() = default;

  /// Entries in the file's own order; names are unique.
  virtual std::span<const TensorEntry> entries() const noexcept = 0;

  /// The tensor at `index` (< entries().size()). The view points into the mapped file where the
  /// format allows it, else into `scratch`, which is resized; it is valid while both live.
  /// Throws Error{model} naming file and tensor when the stored bytes are damaged.
  virtual TensorView read(std::size_t index, std::vector<std::byte>& scratch) const = 0;

  /// The tensor at `index` as int8 numbers, when it is stored so (docs/formats.md); read() gives it
  /// as f32. Nothing for every other tensor. Throws as read() does.
  virtual std::optional<QuantizedMatrix> read_quantized(std::size_t index) const;

  /// Says that the bytes of a view that read() gave are not needed for now: mapped pages leave
  /// memory and come back when they are read again. Bytes of anything else are left alone.
  virtual void release(std::span<const std::byte>) const noexcept {}

  /// "safetensors", "torch", "tf-bundle"
  virtual std::string_view format() const noexcept = 0;

  /// The file that was opened (the index of several), for messages.
  virtual const std::filesystem::path& path() const noexcept = 0;

  /// Empty for formats that have none.
  virtual const ArchiveMetadata& metadata() const noexcept;

  /// Index of `name`, or npos. Linear in the number of entries.
  static constexpr std::size_t npos = static_cast<std::size_t>(-1);
  std::size_t find(std::string_view name) const noexcept;
};

/// Opens one safetensors file; tensors are views into the mapped file. Throws Error{io} when the
/// file cannot be read and Error{model} when its header does not hold what it must.
std::unique_ptr<TensorArchive> open_safetensors(const std::filesystem::path& file);

/// The same of a file's content in memory, which must outlive the archive; `name` is for messages.
std::unique_ptr<TensorArchive> open_safetensors_bytes(std::span<const std::byte> bytes,
                                                      const std::filesystem::path& name);

/// Opens a torch.save file of a state dict, zip or legacy. Nothing in it is executed. Tensors that
/// lie contiguously are views into the mapped file, others are gathered into the scratch.
/// Throws Error{io} and Error{model}, the latter also for a pickle that asks for anything else than
/// tensors.
std::unique_ptr<TensorArchive> open_torch(const std::filesystem::path& file);

/// Opens a TensorFlow checkpoint, given as PREFIX or as PREFIX.index; its .data-?????-of-?????
/// files lie beside it. Names are TensorFlow's own; texts are left out. Tensors are views into the
/// mapped files; partitioned ones are put together in the scratch. `read` verifies their CRC-32C.
/// Throws Error{io} and Error{model}.
std::unique_ptr<TensorArchive> open_tf_bundle(const std::filesystem::path& prefix_or_index);

/// Opens the shards that a `model.safetensors.index.json` (or `pytorch_model.bin.index.json`)
/// names, as one archive. Shards lie beside the index; each is safetensors or torch.save.
std::unique_ptr<TensorArchive> open_sharded(const std::filesystem::path& index_file);

/// Opens the weights of a model folder: the first of `model.safetensors`,
/// `model.safetensors.index.json`, `pytorch_model.bin` and `pytorch_model.bin.index.json` that is
/// there. A file is opened as what its content says it is (albert/io/file_kind.h). Throws
/// Error{model} when nothing is found or the file is of another kind, else as the functions above.
std::unique_ptr<TensorArchive> open_stored_weights(const std::filesystem::path& folder_or_file);

/// The same for running a model: int8 weights (docs/formats.md) come as f32, without their scales.
std::unique_ptr<TensorArchive> open_weights(const std::filesystem::path& folder_or_file);

}  // namespace albert

#endif  // ALBERT_IO_TENSOR_ARCHIVE_H_
