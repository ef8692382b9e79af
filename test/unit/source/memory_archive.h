#ifndef ALBERT_TEST_UNIT_SOURCE_MEMORY_ARCHIVE_H_
#define ALBERT_TEST_UNIT_SOURCE_MEMORY_ARCHIVE_H_

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "albert/config/albert_config.h"
#include "albert/config/sharing_schedule.h"
#include "albert/config/tensor_catalogue.h"
#include "albert/io/tensor_archive.h"
#include "source/name_table.h"

namespace albert::test {

/// An archive in memory, to be filled with any names and shapes.
class MemoryArchive final : public TensorArchive {
 public:
  void add(std::string name, Shape shape, const std::vector<float>& values) {
    std::vector<std::byte> bytes(values.size() * sizeof(float));
    std::memcpy(bytes.data(), values.data(), bytes.size());
    add(std::move(name), DType::f32, std::move(shape), std::move(bytes));
  }
  void add(std::string name, DType dtype, Shape shape, std::vector<std::byte> bytes) {
    entries_.push_back({std::move(name), dtype, std::move(shape)});
    bytes_.push_back(std::move(bytes));
  }
  /// Deterministic values, different in every tensor and element.
  void add_numbered(std::string name, Shape shape) {
    std::vector<float> values(element_count(shape).value());
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = static_cast<float>(entries_.size()) + static_cast<float>(i) / 1024.0f;
    }
    add(std::move(name), std::move(shape), values);
  }
  void remove(std::string_view name) {
    const auto at = static_cast<std::ptrdiff_t>(find(name));
    entries_.erase(entries_.begin() + at);
    bytes_.erase(bytes_.begin() + at);
  }
  void rename(std::string_view from, std::string to) { entries_[find(from)].name = std::move(to); }
  ArchiveMetadata& edit_metadata() { return metadata_; }

  std::span<const TensorEntry> entries() const noexcept override { return entries_; }
  TensorView read(std::size_t index, std::vector<std::byte>&) const override {
    return {entries_[index].dtype, entries_[index].shape, bytes_[index]};
  }
  std::string_view format() const noexcept override { return "memory"; }
  const std::filesystem::path& path() const noexcept override { return path_; }
  const ArchiveMetadata& metadata() const noexcept override { return metadata_; }

 private:
  std::vector<TensorEntry> entries_;
  std::vector<std::vector<std::byte>> bytes_;
  ArchiveMetadata metadata_;
  std::filesystem::path path_ = "memory";
};

inline AlbertConfig small_config() {
  return {.vocab_size = 20,
          .embedding_size = 3,
          .hidden_size = 4,
          .num_hidden_layers = 4,
          .num_hidden_groups = 2,
          .num_attention_heads = 2,
          .intermediate_size = 5,
          .inner_group_num = 2,
          .max_position_embeddings = 6};
}

/// Every tensor of a config, under Hugging Face's names.
inline MemoryArchive hugging_face_archive(const AlbertConfig& config,
                                          ModelParts parts = kPretrainingParts) {
  MemoryArchive archive;
  const TensorCatalogue catalogue(config, parts);
  for (const TensorSpec& spec : catalogue.tensors()) {
    archive.add_numbered(spec.name, spec.shape);
  }
  return archive;
}

/// Every tensor of a config under the names, and in the shapes, of a TensorFlow dialect.
inline MemoryArchive tf_archive(const AlbertConfig& config, source::TfDialect dialect,
                                const std::string& prefix = {},
                                ModelParts parts = kPretrainingParts) {
  MemoryArchive archive;
  const int blocks_per_group = SharingSchedule(config).steps_per_layer;
  const TensorCatalogue catalogue(config, parts);
  for (const TensorSpec& spec : catalogue.tensors()) {
    Shape shape = spec.shape;
    if (source::tf_names()[static_cast<std::size_t>(spec.role)].transposed) {
      std::reverse(shape.begin(), shape.end());
    }
    archive.add_numbered(prefix + tf_name(spec.role, dialect, spec.block, blocks_per_group), shape);
  }
  return archive;
}

/// All values of one tensor.
inline std::vector<float> values_of(const TensorArchive& archive, std::string_view name) {
  std::vector<std::byte> scratch;
  const TensorView view = archive.read(archive.find(name), scratch);
  std::vector<float> values(view.size());
  copy_to_f32(view, values);
  return values;
}

}  // namespace albert::test

#endif  // ALBERT_TEST_UNIT_SOURCE_MEMORY_ARCHIVE_H_
