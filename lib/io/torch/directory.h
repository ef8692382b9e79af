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

/// Where everything lies in a torch.save file: `sources[i]` is `entries[i]`.
struct TorchDirectory {
  struct Source {
    ZipEntry storage;  ///< of a legacy file without CRC
    StridedLayout layout;
  };

  std::vector<TensorEntry> entries;
  std::vector<Source> sources;
};

/// Checks a whole torch.save file in memory, zip or legacy. `file` is only for messages.
/// Throws Error{model}.
TorchDirectory parse_torch(std::span<const std::byte> bytes, const std::filesystem::path& file);

/// The tensor at `index`, in source or gathered into `scratch`. Throws Error{model} when its bytes
/// do not fit their CRC.
TensorView read_torch(const TorchDirectory& directory, std::size_t index,
                      const std::filesystem::path& file, std::vector<std::byte>& scratch);

}  // namespace albert::io

#endif  // ALBERT_IO_TORCH_DIRECTORY_H_
