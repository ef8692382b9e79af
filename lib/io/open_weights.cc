#include "albert/io/open_weights.h"

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "albert/base/error.h"
#include "albert/io/file_kind.h"
#include "albert/io/safetensors.h"
#include "albert/io/tensorflow.h"
#include "albert/io/torch.h"
#include "io/int8_weights.h"
#include "io/tensor_file.h"

namespace albert {
namespace {

namespace fs = std::filesystem;

// The names of weights in a model folder, in order of preference.
constexpr std::array kFolderFiles = {"model.safetensors", "model.safetensors.index.json",
                                     "pytorch_model.bin", "pytorch_model.bin.index.json"};

// The format that a file name suggests, for messages about files of other kinds.
std::string_view wanted_under(const fs::path& file) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kExpected = {{
      {".safetensors", "a safetensors file"},
      {".bin", "a PyTorch file of weights"},
      {".pt", "a PyTorch file of weights"},
      {".pth", "a PyTorch file of weights"},
      {".ckpt", "a PyTorch file of weights"},
      {".json", "an index of weights in shards"},
      {".index", "the index of a TensorFlow checkpoint"},
  }};
  const std::string extension = file.extension().string();
  for (const auto& [known, expected] : kExpected) {
    if (extension == known) return expected;
  }
  return "a file of weights";
}

std::unique_ptr<TensorArchive> open_file(const fs::path& file) {
  switch (recognize(file)) {
    case FileKind::weight_index:
      return open_sharded(file);
    case FileKind::tf_index:
      return open_tf_bundle(file);
    default:
      return io::open_tensor_file(file);
  }
}

}  // namespace

std::unique_ptr<TensorArchive> io::open_tensor_file(const fs::path& file) {
  switch (const FileKind kind = recognize(file)) {
    case FileKind::safetensors:
      return open_safetensors(file);
    case FileKind::torch_zip:
    case FileKind::torch_legacy:
      return open_torch(file);
    default:
      throw wrong_kind(file, kind, wanted_under(file));
  }
}

std::unique_ptr<TensorArchive> open_stored_weights(const fs::path& folder_or_file) {
  std::error_code ignored;
  if (fs::is_directory(folder_or_file, ignored)) {
    for (const char* name : kFolderFiles) {
      if (fs::exists(folder_or_file / name, ignored)) return open_file(folder_or_file / name);
    }
    throw Error(ErrorCode::model, "holds no model weights", folder_or_file.string(),
                "expected model.safetensors or pytorch_model.bin in it");
  }
  if (!fs::exists(folder_or_file, ignored)) {
    throw Error(ErrorCode::model, "is missing", folder_or_file.string());
  }
  return open_file(folder_or_file);
}

std::unique_ptr<TensorArchive> open_weights(const fs::path& folder_or_file) {
  std::unique_ptr<TensorArchive> stored = open_stored_weights(folder_or_file);
  if (!io::is_int8(*stored)) return stored;
  return io::dequantized(std::move(stored));
}

}  // namespace albert
