#include "io/int8_weights.h"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "io/archive_checks.h"

namespace albert::io {
namespace {

class DequantisedArchive final : public TensorArchive {
 public:
  explicit DequantisedArchive(std::shared_ptr<const TensorArchive> stored)
      : stored_(std::move(stored)) {
    std::unordered_map<std::string, std::size_t> by_name;
    for (std::size_t i = 0; i < stored_->entries().size(); ++i) {
      by_name.emplace(stored_->entries()[i].name, i);
    }
    std::unordered_set<std::size_t> scales;
    std::vector<Place> places;
    for (std::size_t i = 0; i < stored_->entries().size(); ++i) {
      const TensorEntry& entry = stored_->entries()[i];
      if (entry.dtype != DType::i8) {
        places.push_back({i, npos});
        continue;
      }
      const auto scale = by_name.find(entry.name + std::string(kScaleSuffix));
      if (scale == by_name.end()) throw bad_tensor(path(), entry.name, "is int8 without scales");
      check_scale(entry, stored_->entries()[scale->second]);
      scales.insert(scale->second);
      places.push_back({i, scale->second});
    }
    for (const Place& place : places) {
      if (scales.contains(place.tensor)) continue;
      places_.push_back(place);
      entries_.push_back(stored_->entries()[place.tensor]);
      if (place.scale != npos) entries_.back().dtype = DType::f32;
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
    const Place& place = places_[index];
    if (place.scale == npos) return stored_->read(place.tensor, scratch);
    std::vector<std::byte> own;
    const TensorView numbers = stored_->read(place.tensor, own);
    const std::vector<float> scales = read_scales(place);
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
    const Place& place = places_[index];
    if (place.scale == npos) return std::nullopt;
    std::vector<std::byte> scratch;
    const TensorView view = stored_->read(place.tensor, scratch);
    if (!scratch.empty()) return std::nullopt;  // not mapped
    return QuantizedMatrix{{reinterpret_cast<const std::int8_t*>(view.bytes.data()), view.size()},
                           read_scales(place)};
  }

 private:
  struct Place {
    std::size_t tensor;
    std::size_t scale;
  };

  std::vector<float> read_scales(const Place& place) const {
    std::vector<std::byte> scratch;
    const TensorView view = stored_->read(place.scale, scratch);
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
  std::vector<Place> places_;
};

}  // namespace

bool is_int8(const TensorArchive& archive) noexcept {
  const auto found = archive.metadata().find(kInt8Key);
  return found != archive.metadata().end() && found->second == kInt8Scheme;
}

std::unique_ptr<TensorArchive> dequantised(std::shared_ptr<const TensorArchive> stored) {
  return std::make_unique<DequantisedArchive>(std::move(stored));
}

}  // namespace albert::io
