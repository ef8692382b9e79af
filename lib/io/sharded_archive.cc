#include <map>
#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "albert/io/open_weights.h"
#include "albert/io/tensor_archive.h"
#include "io/archive_checks.h"
#include "io/strict_json.h"
#include "io/tensor_file.h"

namespace albert {
namespace {

using nlohmann::json;

constexpr std::size_t kLargestIndex = std::size_t{16} << 20;

using WeightMap = std::map<std::string, std::string>;  // tensor → shard

WeightMap read_weight_map(const std::filesystem::path& path) {
  const json index = io::read_strict_json(path, kLargestIndex, 8, "an index of weights in shards");
  const auto map = index.is_object() ? index.find("weight_map") : index.end();
  if (map == index.end() || !map->is_object()) throw io::bad_file(path, "has no weight_map");
  WeightMap weights;
  for (const auto& [name, shard] : map->items()) {
    if (!shard.is_string() || !io::is_sibling_name(shard.get_ref<const std::string&>())) {
      throw io::bad_file(path, "weight_map names a file that is not in the folder of the index");
    }
    weights.emplace(name, shard.get<std::string>());
  }
  return weights;
}

class ShardedArchive final : public TensorArchive {
 public:
  explicit ShardedArchive(const std::filesystem::path& path) : path_(path) {
    const WeightMap map = read_weight_map(path);
    std::set<std::string> names;
    std::map<std::string, std::unique_ptr<TensorArchive>> shards;
    for (const auto& [tensor, file] : map) shards.try_emplace(file);
    for (auto& [file, shard] : shards) {
      shard = io::open_tensor_file(path.parent_path() / file);
      for (std::size_t i = 0; i < shard->entries().size(); ++i) {
        const TensorEntry& entry = shard->entries()[i];
        const auto listed = map.find(entry.name);
        if (listed != map.end() && listed->second != file) continue;
        // Tensors that no index lists are read too, once, as transformers does.
        if (!names.insert(entry.name).second) continue;
        entries_.push_back(entry);
        locations_.push_back({shard.get(), i});
      }
      metadata_.insert(shard->metadata().begin(), shard->metadata().end());
      format_ = shard->format();
      shards_.push_back(std::move(shard));
    }
    for (const auto& [tensor, file] : map) {
      if (!names.contains(tensor)) {
        throw io::bad_tensor(path, tensor, fmt::format("is not in '{}'", file));
      }
    }
    if (entries_.empty()) throw io::bad_file(path, "its weight_map is empty");
  }

  std::span<const TensorEntry> entries() const noexcept override { return entries_; }
  TensorView read(std::size_t index, std::vector<std::byte>& scratch) const override {
    const Location& location = locations_[index];
    return location.shard->read(location.index, scratch);
  }
  void release(std::span<const std::byte> bytes) const noexcept override {
    for (const auto& shard : shards_) shard->release(bytes);
  }
  std::string_view format() const noexcept override { return format_; }
  const std::filesystem::path& path() const noexcept override { return path_; }
  const ArchiveMetadata& metadata() const noexcept override { return metadata_; }

 private:
  struct Location {
    const TensorArchive* shard;
    std::size_t index;
  };

  std::filesystem::path path_;
  std::vector<std::unique_ptr<TensorArchive>> shards_;
  std::vector<TensorEntry> entries_;
  std::vector<Location> locations_;
  ArchiveMetadata metadata_;
  std::string_view format_;
};

}  // namespace

std::unique_ptr<TensorArchive> open_sharded(const std::filesystem::path& index_file) {
  return std::make_unique<ShardedArchive>(index_file);
}

}  // namespace albert
