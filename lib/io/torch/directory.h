#ifndef ALBERT_IO_TORCH_DIRECTORY_H_
#define ALBERT_IO_TORCH_DIRECTORY_H_

#include <cstddef>
#include <filesystem>
#include <span>
#include <vector>

#include "albert/io/tensor_archive.h"
#include "io/strided_copy.h"
#include "io/zip/directory.h"

namespace albert::io {

/// The directory of a torch.save file: `sources[i]` has the bytes of `entries[i]`.
struct TorchDirectory {
  struct Source {
    ZipEntry storage;  ///< in a legacy file without CRC
    StridedLayout layout;
  };

  std::vector<TensorEntry> entries;
  std::vector<Source> sources;
};

/// Parses and checks a torch.save file in memory, zip or legacy. `file` is only for messages.
/// Throws Error{model}.
TorchDirectory parse_torch(std::span<const std::byte> bytes, const std::filesystem::path& file);

/// The tensor at `index`, a view of the file or gathered into `scratch`. Throws Error{model} when
/// its bytes do not match their CRC.
TensorView read_torch(const TorchDirectory& directory, std::size_t index,
                      const std::filesystem::path& file, std::vector<std::byte>& scratch);

}  // namespace albert::io

#endif  // ALBERT_IO_TORCH_DIRECTORY_H_
