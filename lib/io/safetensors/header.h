#ifndef ALBERT_IO_SAFETENSORS_HEADER_H_
#define ALBERT_IO_SAFETENSORS_HEADER_H_

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

#include "albert/base/tensor.h"
#include "albert/io/tensor_archive.h"

namespace albert::io {

/// The directory of a safetensors file. `views[i]` are the bytes of `entries[i]`.
struct SafetensorsHeader {
  std::vector<TensorEntry> entries;
  std::vector<std::span<const std::byte>> views;
  ArchiveMetadata metadata;
};

/// Limit of the header's length; headers of the largest published models are below 1 MB.
inline constexpr std::size_t kLargestSafetensorsHeader = std::size_t{16} << 20;

/// The key of the metadata.
inline constexpr std::string_view kSafetensorsMetadata = "__metadata__";

/// Checks the header of a whole file in memory. `file` is only for messages. Throws Error{model}.
SafetensorsHeader parse_safetensors(std::span<const std::byte> bytes,
                                    const std::filesystem::path& file);

/// The dtype names of the format: "F32", "BF16", "BOOL", …
std::string_view safetensors_name(DType dtype) noexcept;

}  // namespace albert::io

#endif  // ALBERT_IO_SAFETENSORS_HEADER_H_
