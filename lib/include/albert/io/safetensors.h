#ifndef ALBERT_IO_SAFETENSORS_H_
#define ALBERT_IO_SAFETENSORS_H_

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "albert/io/tensor_archive.h"
#include "albert/io/tensor_writer.h"

namespace albert {

/// Opens one safetensors file; tensors are views into the mapped file. Throws Error{io} when the
/// file cannot be read and Error{model} when its header is invalid.
std::unique_ptr<TensorArchive> open_safetensors(const std::filesystem::path& file);

/// The same of a file's content in memory, which must outlive the archive; `name` is for messages.
std::unique_ptr<TensorArchive> open_safetensors_bytes(std::span<const std::byte> bytes,
                                                      const std::filesystem::path& name);

/// A writer of a safetensors file with the layout of Hugging Face's library: tensors by decreasing
/// element size, then by name; the data starts at a multiple of 8. Throws Error{io}, and
/// Error{usage} for duplicate or invalid names and for invalid shapes.
std::unique_ptr<TensorWriter> create_safetensors(const std::filesystem::path& file,
                                                 std::vector<TensorEntry> entries,
                                                 const ArchiveMetadata& metadata = {
                                                     {"format", "pt"}});

}  // namespace albert

#endif  // ALBERT_IO_SAFETENSORS_H_
