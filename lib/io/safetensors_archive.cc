#include <filesystem>
#include <memory>
#include <utility>

#include "albert/base/mapped_file.h"
#include "albert/io/tensor_archive.h"
#include "io/safetensors_header.h"

namespace albert {
namespace {

class SafetensorsArchive final : public TensorArchive {
 public:
  explicit SafetensorsArchive(const std::filesystem::path& path)
      : file_(path), header_(io::parse_safetensors(file_.bytes(), path)) {}

  std::span<const TensorEntry> entries() const noexcept override { return header_.entries; }

  TensorView read(std::size_t index, std::vector<std::byte>&) const override {
    const TensorEntry& entry = header_.entries[index];
    return {entry.dtype, entry.shape, header_.views[index]};
  }

  void release(std::span<const std::byte> bytes) const noexcept override { file_.release(bytes); }
  std::string_view format() const noexcept override { return "safetensors"; }
  const std::filesystem::path& path() const noexcept override { return file_.path(); }
  const ArchiveMetadata& metadata() const noexcept override { return header_.metadata; }

 private:
  MappedFile file_;
  io::SafetensorsHeader header_;
};

}  // namespace

std::unique_ptr<TensorArchive> open_safetensors(const std::filesystem::path& file) {
  return std::make_unique<SafetensorsArchive>(file);
}

}  // namespace albert
