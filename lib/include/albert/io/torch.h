#ifndef ALBERT_IO_TORCH_H_
#define ALBERT_IO_TORCH_H_

#include <filesystem>
#include <memory>
#include <vector>

#include "albert/io/tensor_archive.h"
#include "albert/io/tensor_writer.h"

namespace albert {

/// Opens a torch.save file of a state dict, zip or legacy. Nothing in it is executed. Tensors that
/// are contiguous are views into the mapped file, others are gathered into the scratch.
/// Throws Error{io} and Error{model}, the latter also for a pickle without tensors.
std::unique_ptr<TensorArchive> open_torch(const std::filesystem::path& file);

/// A writer of a PyTorch zip archive of a state dict, which torch.load(…, weights_only=True) reads.
/// The CRC-32 of every tensor is recorded. Throws as create_safetensors.
std::unique_ptr<TensorWriter> create_torch(const std::filesystem::path& file,
                                           std::vector<TensorEntry> entries);

}  // namespace albert

#endif  // ALBERT_IO_TORCH_H_
