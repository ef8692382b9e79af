#ifndef ALBERT_IO_OPEN_WEIGHTS_H_
#define ALBERT_IO_OPEN_WEIGHTS_H_

#include <filesystem>
#include <memory>

#include "albert/io/tensor_archive.h"

namespace albert {

/// Opens the shards that a `model.safetensors.index.json` (or `pytorch_model.bin.index.json`)
/// names, as one archive. Shards lie beside the index; each is safetensors or torch.save.
std::unique_ptr<TensorArchive> open_sharded(const std::filesystem::path& index_file);

/// Opens the weights of a model folder: the first of `model.safetensors`,
/// `model.safetensors.index.json`, `pytorch_model.bin` and `pytorch_model.bin.index.json` that is
/// there. A file is opened as what its content says it is (albert/io/file_kind.h). Throws
/// Error{model} when nothing is found or the file is of another kind, else as the functions that
/// open each format.
std::unique_ptr<TensorArchive> open_stored_weights(const std::filesystem::path& folder_or_file);

/// The same for running a model: int8 weights (docs/formats.md) come as f32, without their scales.
std::unique_ptr<TensorArchive> open_weights(const std::filesystem::path& folder_or_file);

}  // namespace albert

#endif  // ALBERT_IO_OPEN_WEIGHTS_H_
