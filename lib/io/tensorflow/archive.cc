#include <map>
#include <utility>

#include <fmt/format.h>

#include "albert/base/error.h"
#include "albert/base/mapped_file.h"
#include "albert/io/file_kind.h"
#include "albert/io/tensor_archive.h"
#include "albert/io/tensorflow.h"
#include "io/archive_checks.h"
#include "io/crc32.h"
#include "io/tensorflow/index.h"

namespace albert {
namespace {

class TfBundleArchive final : public TensorArchive {
 public:
  explicit TfBundleArchive(const std::filesystem::path& path)
      : path_(path), index_(io::parse_tf_index(MappedFile(path).bytes(), path)) {
    for (std::size_t i = 0; i < index_.entries.size(); ++i) {
      for (const io::TfStoredSlice& slice : index_.slices[i])
        check(slice.range, index_.entries[i].name);
    }
    check_sizes();
  }

  std::span<const TensorEntry> entries() const noexcept override { return index_.entries; }

  TensorView read(std::size_t index, std::vector<std::byte>& scratch) const override {
    const TensorEntry& entry = index_.entries[index];
    const auto& slices = index_.slices[index];
    if (slices.size() == 1)
      return {entry.dtype, entry.shape, bytes_of(slices[0].range, entry.name)};
    scratch.resize(io::checked_byte_count(path_, entry));
    for (const io::TfStoredSlice& slice : slices) {
      io::copy_to_strided(bytes_of(slice.range, entry.name), size_of(entry.dtype), slice.layout,
                          scratch);
    }
    return {entry.dtype, entry.shape, scratch};
  }

  void release(std::span<const std::byte> bytes) const noexcept override {
    for (const auto& [number, file] : shards_) file.release(bytes);
  }
  std::string_view format() const noexcept override { return "tf-bundle"; }
  const std::filesystem::path& path() const noexcept override { return path_; }

 private:
  void check(const io::TfByteRange& range, std::string_view tensor) {
    const MappedFile& file = shard(range.shard);
    const std::size_t size = file.bytes().size();
    if (range.offset > size || range.size > size - range.offset) {
      const FileKind kind = recognize(file.bytes());
      if (kind == FileKind::empty || kind == FileKind::git_lfs_pointer ||
          kind == FileKind::web_page) {
        throw wrong_kind(file.path(), kind, "the data of a TensorFlow checkpoint");
      }
      throw io::bad_tensor(file.path(), tensor,
                           fmt::format("{} bytes from {} on lie outside the file's {}", range.size,
                                       range.offset, size));
    }
  }

  // Slices that share bytes must not give a tensor that exceeds memory.
  void check_sizes() const {
    std::size_t total = 0;
    for (const auto& [number, file] : shards_) total += file.bytes().size();
    for (const TensorEntry& entry : index_.entries) {
      const std::size_t size = io::checked_byte_count(path_, entry);
      if (size > total) {
        throw io::bad_tensor(
            path_, entry.name,
            fmt::format("needs {} bytes, but its slices share only {}", size, total));
      }
    }
  }

  std::span<const std::byte> bytes_of(const io::TfByteRange& range, std::string_view tensor) const {
    const MappedFile& file = shards_.at(range.shard);
    const auto bytes = file.bytes().subspan(range.offset, range.size);
    if (io::mask_crc32c(io::crc32c(bytes)) != range.masked_crc) {
      throw io::bad_tensor(file.path(), tensor,
                           "its bytes do not match their CRC-32C: the file is damaged");
    }
    return bytes;
  }

  const MappedFile& shard(std::uint64_t number) {
    const auto open = shards_.find(number);
    if (open != shards_.end()) return open->second;
    const auto file = io::tf_shard(path_, number, index_.shards);
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) {
      throw Error(ErrorCode::model, "is missing", file.string(),
                  "a checkpoint consists of its .index and all of its .data files");
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
