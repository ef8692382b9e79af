#include <map>
#include <utility>

#include <fmt/format.h>

#include "albert/base/error.h"
#include "albert/base/mapped_file.h"
#include "albert/io/tensor_archive.h"
#include "io/archive_checks.h"
#include "io/crc32.h"
#include "io/tf_bundle_index.h"

namespace albert {
namespace {

class TfBundleArchive final : public TensorArchive {
 public:
  explicit TfBundleArchive(const std::filesystem::path& path)
      : path_(path), index_(io::parse_tf_index(MappedFile(path).bytes(), path)) {
    for (std::size_t i = 0; i < index_.entries.size(); ++i) {
      const io::TfPlace& place = index_.places[i];
      if (place.is_sliced) continue;
      const std::size_t size = shard(place.shard).bytes().size();
      if (place.offset > size || place.size > size - place.offset) {
        throw io::bad_tensor(shard(place.shard).path(), index_.entries[i].name,
                             fmt::format("{} bytes from {} on lie outside the file's {}",
                                         place.size, place.offset, size));
      }
    }
  }

  std::span<const TensorEntry> entries() const noexcept override { return index_.entries; }

  TensorView read(std::size_t index, std::vector<std::byte>&) const override {
    const TensorEntry& entry = index_.entries[index];
    const io::TfPlace& place = index_.places[index];
    if (place.is_sliced) {
      throw io::bad_tensor(path_, entry.name,
                           "is a partitioned variable, stored in slices; save it in one piece");
    }
    const MappedFile& file = shards_.at(place.shard);
    const auto bytes = file.bytes().subspan(place.offset, place.size);
    if (io::mask_crc32c(io::crc32c(bytes)) != place.masked_crc) {
      throw io::bad_tensor(file.path(), entry.name,
                           "its bytes do not fit their CRC-32C: the file is damaged");
    }
    return {entry.dtype, entry.shape, bytes};
  }

  std::string_view format() const noexcept override { return "tf-bundle"; }
  const std::filesystem::path& path() const noexcept override { return path_; }

 private:
  const MappedFile& shard(std::uint64_t number) {
    const auto open = shards_.find(number);
    if (open != shards_.end()) return open->second;
    const auto file = io::tf_shard(path_, number, index_.shards);
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) {
      throw Error(ErrorCode::model, "is missing", file.string(),
                  "a checkpoint is its .index and all of its .data files");
    }
    return shards_.emplace(number, MappedFile(file)).first->second;
  }

  std::filesystem::path path_;
  io::TfIndex index_;
  std::map<std::uint64_t, MappedFile> shards_;  // those that hold a tensor
};

}  // namespace

std::unique_ptr<TensorArchive> open_tf_bundle(const std::filesystem::path& prefix_or_index) {
  return std::make_unique<TfBundleArchive>(io::tf_index_path(prefix_or_index));
}

}  // namespace albert
