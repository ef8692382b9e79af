#include "io/int8_weights.h"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "io/archive_checks.h"

namespace albert::io {
namespace {

class DequantizedArchive final : public TensorArchive {
 public:
  explicit DequantizedArchive(std::shared_ptr<const TensorArchive> stored)
      : stored_(std::move(stored)) {
    std::unordered_map<std::string, std::size_t> by_name;
    for (std::size_t i = 0; i < stored_->entries().size(); ++i) {
      by_name.emplace(stored_->entries()[i].name, i);
    }
    std::unordered_set<std::size_t> scales;
    std::vector<Source> sources;
    for (std::size_t i = 0; i < stored_->entries().size(); ++i) {
      const TensorEntry& entry = stored_->entries()[i];
      if (entry.dtype != DType::i8) {
        sources.push_back({i, npos});
        continue;
      }
      const auto scale = by_name.find(entry.name + std::string(kScaleSuffix));
      if (scale == by_name.end()) throw bad_tensor(path(), entry.name, "is int8 without scales");
      check_scale(entry, stored_->entries()[scale->second]);
      scales.insert(scale->second);
      sources.push_back({i, scale->second});
    }
    for (const Source& source : sources) {
      if (scales.contains(source.tensor)) continue;
      sources_.push_back(source);
      entries_.push_back(stored_->entries()[source.tensor]);
      if (source.scale != npos) entries_.back().dtype = DType::f32;
    }
  }

  std::span<const TensorEntry> entries() const noexcept override { return entries_; }
  void release(std::span<const std::byte> bytes) const noexcept override {
    stored_->release(bytes);
  }
  std::string_view format() const noexcept override { return stored_->format(); }
  const std::filesystem::path& path() const noexcept override { return stored_->path(); }
  const ArchiveMetadata& metadata() const noexcept override { return stored_->metadata(); }

  TensorView read(std::size_t index, std::vector<std::byte>& scratch) const override {
    const Source& source = sources_[index];
    if (source.scale == npos) return stored_->read(source.tensor, scratch);
    std::vector<std::byte> own;
    const TensorView numbers = stored_->read(source.tensor, own);
    const std::vector<float> scales = read_scales(source);
    scratch.resize(numbers.size() * sizeof(float));
    const std::span<float> values(reinterpret_cast<float*>(scratch.data()), numbers.size());
    const std::size_t columns = scales.empty() ? 0 : values.size() / scales.size();
    for (std::size_t i = 0; i < values.size(); ++i) {
      const auto number = static_cast<std::int8_t>(numbers.bytes[i]);
      values[i] = static_cast<float>(number) * scales[i / columns];
    }
    return {DType::f32, entries_[index].shape, scratch};
  }

  std::optional<QuantizedMatrix> read_quantized(std::size_t index) const override {
    const Source& source = sources_[index];
    if (source.scale == npos) return std::nullopt;
    std::vector<std::byte> scratch;
    const TensorView view = stored_->read(source.tensor, scratch);
    if (!scratch.empty()) return std::nullopt;  // not mapped
    return QuantizedMatrix{{reinterpret_cast<const std::int8_t*>(view.bytes.data()), view.size()},
                           read_scales(source)};
  }

 private:
  struct Source {
    std::size_t tensor;
    std::size_t scale;
  };

  std::vector<float> read_scales(const Source& source) const {
    std::vector<std::byte> scratch;
    const TensorView view = stored_->read(source.scale, scratch);
    std::vector<float> scales(view.size());
    copy_to_f32(view, scales);
    return scales;
  }

  void check_scale(const TensorEntry& entry, const TensorEntry& scale) const {
    if (entry.shape.size() != 2 || scale.dtype != DType::f32 ||
        scale.shape != Shape{entry.shape[0]}) {
      throw bad_tensor(path(), entry.name,
                       "is int8 with shape " + to_string(entry.shape) + ", but its scales are " +
                           std::string(to_string(scale.dtype)) + " " + to_string(scale.shape));
    }
  }

  std::shared_ptr<const TensorArchive> stored_;
  std::vector<TensorEntry> entries_;
  std::vector<Source> sources_;
};

}  // namespace

bool is_int8(const TensorArchive& archive) noexcept {
  const auto found = archive.metadata().find(kInt8Key);
  return found != archive.metadata().end() && found->second == kInt8Scheme;
}

std::unique_ptr<TensorArchive> dequantized(std::shared_ptr<const TensorArchive> stored) {
  return std::make_unique<DequantizedArchive>(std::move(stored));
}

}  // namespace albert::io
