#ifndef ALBERT_IO_OPEN_WEIGHTS_H_
#define ALBERT_IO_OPEN_WEIGHTS_H_

#include <filesystem>
#include <memory>

#include "albert/io/tensor_archive.h"

namespace albert {

/// Opens the shards that a `model.safetensors.index.json` (or `pytorch_model.bin.index.json`)
/// lists, as one archive. Shards are in the folder of the index; each is safetensors or torch.save.
std::unique_ptr<TensorArchive> open_sharded(const std::filesystem::path& index_file);

/// Opens the weights of a model folder: the first of `model.safetensors`,
/// `model.safetensors.index.json`, `pytorch_model.bin` and `pytorch_model.bin.index.json` that
/// exists. The format of a file is recognized by content (albert/io/file_kind.h). Throws
/// Error{model} when nothing is found or the file is of another kind, and the errors of each
/// format's reader.
std::unique_ptr<TensorArchive> open_stored_weights(const std::filesystem::path& folder_or_file);

/// The same for running a model: int8 weights (docs/formats.md) are returned as f32, without
/// scales.
std::unique_ptr<TensorArchive> open_weights(const std::filesystem::path& folder_or_file);

}  // namespace albert

#endif  // ALBERT_IO_OPEN_WEIGHTS_H_
