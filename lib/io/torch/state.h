#ifndef ALBERT_IO_TORCH_STATE_H_
#define ALBERT_IO_TORCH_STATE_H_

#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

#include "albert/base/tensor.h"
#include "io/strided_copy.h"
#include "io/torch/pickle.h"

// What the pickle of a torch.save file says about tensors.
namespace albert::io {

/// "torch FloatStorage" for f32, and so on.
std::string_view torch_storage_type(DType dtype) noexcept;

/// A run of elements that tensors are views of; `key` says where the file holds it.
struct TorchStorage {
  std::string_view key;
  DType dtype = DType::f32;
  std::uint64_t elements = 0;

  std::uint64_t byte_count() const noexcept { return elements * size_of(dtype); }
};

/// A tensor of a state dict: a view that is known to stay inside its storage.
struct TorchTensor {
  std::string_view name;
  TorchStorage storage;
  StridedLayout layout;
};

/// The tensors of a pickled state dict, in its order. The dict may lie inside others, as training
/// programs save it beside settings, counters and optimizer state: the one with the most tensors
/// counts, of several the first of "state_dict", "model_state_dict", "model", "module". What is
/// made by calls that are not known is passed over, unless it holds a tensor of that dict. Throws
/// Error{model}, also when there are several and none has such a name.
std::vector<TorchTensor> torch_tensors(const Pickle& pickle, const std::filesystem::path& file);

/// Every storage that a pickle mentions, in order of first mention, by key. Throws Error{model},
/// also when two mentions of one key differ.
std::vector<TorchStorage> torch_storages(const Pickle& pickle, const std::filesystem::path& file);

}  // namespace albert::io

#endif  // ALBERT_IO_TORCH_STATE_H_
