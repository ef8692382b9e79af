#include <filesystem>
#include <memory>

#include "albert/base/mapped_file.h"
#include "albert/io/safetensors.h"
#include "albert/io/tensor_archive.h"
#include "io/safetensors/header.h"

namespace albert {
namespace {

class SafetensorsArchive : public TensorArchive {
 public:
  SafetensorsArchive(std::span<const std::byte> bytes, const std::filesystem::path& path)
      : path_(path), header_(io::parse_safetensors(bytes, path)) {}

  std::span<const TensorEntry> entries() const noexcept override { return header_.entries; }

  TensorView read(std::size_t index, std::vector<std::byte>&) const override {
    const TensorEntry& entry = header_.entries[index];
    return {entry.dtype, entry.shape, header_.views[index]};
  }

  std::string_view format() const noexcept override { return "safetensors"; }
  const std::filesystem::path& path() const noexcept override { return path_; }
  const ArchiveMetadata& metadata() const noexcept override { return header_.metadata; }

 private:
  std::filesystem::path path_;
  io::SafetensorsHeader header_;
};

struct OwnFile {
  MappedFile file;
};

/// The same with ownership of the mapped file.
class SafetensorsFile final : OwnFile, public SafetensorsArchive {
 public:
  explicit SafetensorsFile(const std::filesystem::path& path)
      : OwnFile{MappedFile(path)}, SafetensorsArchive(file.bytes(), path) {}

  void release(std::span<const std::byte> bytes) const noexcept override { file.release(bytes); }
};

}  // namespace

std::unique_ptr<TensorArchive> open_safetensors(const std::filesystem::path& file) {
  return std::make_unique<SafetensorsFile>(file);
}

std::unique_ptr<TensorArchive> open_safetensors_bytes(std::span<const std::byte> bytes,
                                                      const std::filesystem::path& name) {
  return std::make_unique<SafetensorsArchive>(bytes, name);
}

}  // namespace albert
