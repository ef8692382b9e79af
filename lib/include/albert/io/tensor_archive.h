#ifndef ALBERT_IO_TENSOR_ARCHIVE_H_
#define ALBERT_IO_TENSOR_ARCHIVE_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
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

/// Strings that a file holds besides its tensors (safetensors' `__metadata__`).
using ArchiveMetadata = std::map<std::string, std::string, std::less<>>;

/// A file (or set of files) of named tensors of any format. Opening reads and checks only the
/// directory; `read` reads one tensor at a time. Const after opening: any number of threads may
/// read, each with its own scratch.
///
/// Entries are valid: names are unique, not empty and without control characters, and the byte
/// count of every shape fits the file. docs/formats.md lists the checks.
class TensorArchive {
 public:
  virtual ~TensorArchive() = default;

  /// Entries in the order of the file; names are unique.
  virtual std::span<const TensorEntry> entries() const noexcept = 0;

  /// The tensor at `index` (< entries().size()). The view points into the mapped file where the
  /// format allows it, otherwise into `scratch`, which is resized; it is valid while both live.
  /// Throws Error{model} naming file and tensor when the stored bytes are damaged.
  virtual TensorView read(std::size_t index, std::vector<std::byte>& scratch) const = 0;

  /// The tensor at `index` as int8 numbers, if it is stored in this form (docs/formats.md); read()
  /// returns it as f32. nullopt for other tensors. Throws as read() does.
  virtual std::optional<QuantizedMatrix> read_quantized(std::size_t index) const;

  /// Releases the mapped pages of a view that read() returned; they are loaded again when read.
  /// Other bytes are ignored.
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

}  // namespace albert

#endif  // ALBERT_IO_TENSOR_ARCHIVE_H_
