#ifndef ALBERT_IO_TENSOR_FILE_H_
#define ALBERT_IO_TENSOR_FILE_H_

#include <filesystem>
#include <memory>

#include "albert/io/tensor_archive.h"

namespace albert::io {

/// Opens one file with tensors, safetensors or torch.save, of any name. Throws Error{model} naming
/// the kind of any other file, and as open_safetensors and open_torch do.
std::unique_ptr<TensorArchive> open_tensor_file(const std::filesystem::path& file);

}  // namespace albert::io

#endif  // ALBERT_IO_TENSOR_FILE_H_
