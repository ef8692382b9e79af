#ifndef ALBERT_IO_TENSOR_ARCHIVE_H_
#define ALBERT_IO_TENSOR_ARCHIVE_H_

#include <cstddef>
#include <filesystem>
#include <memory>
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

/// A file (or set of files) of named tensors, whatever its format. Opening reads and checks only
/// the directory; `read` brings one tensor at a time. Const after opening: any number of threads
/// may read, each with its own scratch.
class TensorArchive {
 public:
  virtual ~TensorArchive() = default;

  /// Entries in the file's own order; names are unique.
  virtual std::span<const TensorEntry> entries() const noexcept = 0;

  /// The tensor at `index` (< entries().size()). The view points into the mapped file where the
  /// format allows it, else into `scratch`, which is resized; it is valid while both live.
  /// Throws Error{model} naming file and tensor when the stored bytes are damaged.
  virtual TensorView read(std::size_t index, std::vector<std::byte>& scratch) const = 0;

  /// "safetensors", "torch", "tf-bundle"
  virtual std::string_view format() const noexcept = 0;

  /// The file that was opened (the index of several), for messages.
  virtual const std::filesystem::path& path() const noexcept = 0;

  /// Index of `name`, or npos.
  static constexpr std::size_t npos = static_cast<std::size_t>(-1);
  std::size_t find(std::string_view name) const noexcept;
};

/// Opens one safetensors file. Throws Error{io} or Error{model}; see docs/formats.md for what is
/// checked (header length and depth, dtypes, offsets in bounds, no overlap, sizes that fit shapes).
std::unique_ptr<TensorArchive> open_safetensors(const std::filesystem::path& file);

/// Opens the shards that a `model.safetensors.index.json` names, as one archive.
std::unique_ptr<TensorArchive> open_sharded_safetensors(const std::filesystem::path& index_file);

}  // namespace albert

#endif  // ALBERT_IO_TENSOR_ARCHIVE_H_
