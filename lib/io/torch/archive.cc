#include "albert/base/mapped_file.h"
#include "albert/io/tensor_archive.h"
#include "albert/io/torch.h"
#include "io/torch/directory.h"

namespace albert {
namespace {

class TorchArchive final : public TensorArchive {
 public:
  explicit TorchArchive(const std::filesystem::path& path)
      : file_(path), directory_(io::parse_torch(file_.bytes(), path)) {}

  std::span<const TensorEntry> entries() const noexcept override { return directory_.entries; }
  TensorView read(std::size_t index, std::vector<std::byte>& scratch) const override {
    return io::read_torch(directory_, index, file_.path(), scratch);
  }
  void release(std::span<const std::byte> bytes) const noexcept override { file_.release(bytes); }
  std::string_view format() const noexcept override { return "torch"; }
  const std::filesystem::path& path() const noexcept override { return file_.path(); }

 private:
  MappedFile file_;
  io::TorchDirectory directory_;
};

}  // namespace

std::unique_ptr<TensorArchive> open_torch(const std::filesystem::path& file) {
  return std::make_unique<TorchArchive>(file);
}

}  // namespace albert
