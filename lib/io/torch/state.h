#ifndef ALBERT_IO_TORCH_STATE_H_
#define ALBERT_IO_TORCH_STATE_H_

#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

#include "albert/base/tensor.h"
#include "io/strided_copy.h"
#include "io/torch/pickle.h"

// The tensors described by the pickle of a torch.save file.
namespace albert::io {

/// "torch FloatStorage" for f32, and so on.
std::string_view torch_storage_type(DType dtype) noexcept;

/// A range of elements, of which tensors are views; `key` identifies it in the file.
struct TorchStorage {
  std::string_view key;
  DType dtype = DType::f32;
  std::uint64_t elements = 0;

  std::uint64_t byte_count() const noexcept { return elements * size_of(dtype); }
};

/// A tensor of a state dict: a view inside its storage.
struct TorchTensor {
  std::string_view name;
  TorchStorage storage;
  StridedLayout layout;
};

/// The tensors of a pickled state dict, in its order. The dict may be nested, as training programs
/// also save settings, counters and optimizer state. The dict with the most tensors is taken; if
/// several have as many, the first of "state_dict", "model_state_dict", "model", "module". Results
/// of unknown calls are skipped, unless they hold a tensor of that dict. Throws Error{model}, also
/// when there are several dicts and none has such a name.
std::vector<TorchTensor> torch_tensors(const Pickle& pickle, const std::filesystem::path& file);

/// All storages in a pickle, by key, in the order of their first occurrence. Throws Error{model},
/// also when two occurrences of a key differ.
std::vector<TorchStorage> torch_storages(const Pickle& pickle, const std::filesystem::path& file);

}  // namespace albert::io

#endif  // ALBERT_IO_TORCH_STATE_H_
