#include "albert/io/tensor_archive.h"

#include <algorithm>
#include <array>
#include <utility>

#include "albert/base/error.h"
#include "albert/base/mapped_file.h"
#include "io/int8_weights.h"
#include "io/torch_directory.h"

namespace albert {
namespace {

namespace fs = std::filesystem;

using Open = std::unique_ptr<TensorArchive> (*)(const fs::path&);

// What a model folder may call its weights, in order of preference.
constexpr std::array<std::pair<std::string_view, Open>, 4> kFolderFiles = {{
    {"model.safetensors", open_safetensors},
    {"model.safetensors.index.json", open_sharded_safetensors},
    {"pytorch_model.bin", open_torch},
    {"pytorch_model.bin.index.json", open_sharded_torch},
}};

std::unique_ptr<TensorArchive> open_file(const fs::path& file) {
  if (file.extension() == ".json") {
    const bool torch = file.filename().string().ends_with(".bin.index.json");
    return torch ? open_sharded_torch(file) : open_sharded_safetensors(file);
  }
  if (file.extension() == ".index") return open_tf_bundle(file);
  const bool torch = io::looks_like_torch(MappedFile(file).bytes());
  return torch ? open_torch(file) : open_safetensors(file);
}

}  // namespace

const ArchiveMetadata& TensorArchive::metadata() const noexcept {
  static const ArchiveMetadata kNone;
  return kNone;
}

std::size_t TensorArchive::find(std::string_view name) const noexcept {
  const auto all = entries();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const TensorEntry& e) { return e.name == name; });
  return found == all.end() ? npos : static_cast<std::size_t>(found - all.begin());
}

std::unique_ptr<TensorArchive> open_stored_weights(const fs::path& folder_or_file) {
  std::error_code ignored;
  if (fs::is_directory(folder_or_file, ignored)) {
    for (const auto& [name, open] : kFolderFiles) {
      if (fs::exists(folder_or_file / name, ignored)) return open(folder_or_file / name);
    }
    throw Error(ErrorCode::model, "holds no model weights", folder_or_file.string(),
                "expected model.safetensors or pytorch_model.bin in it");
  }
  if (!fs::exists(folder_or_file, ignored)) {
    throw Error(ErrorCode::model, "no such file or folder", folder_or_file.string());
  }
  return open_file(folder_or_file);
}

std::unique_ptr<TensorArchive> open_weights(const fs::path& folder_or_file) {
  std::unique_ptr<TensorArchive> stored = open_stored_weights(folder_or_file);
  if (!io::is_int8(*stored)) return stored;
  return io::dequantised(std::move(stored));
}

}  // namespace albert
