#include "source/canonical_archive.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "source/transpose.h"

namespace albert::source {
namespace {

class CanonicalArchive final : public TensorArchive {
 public:
  CanonicalArchive(std::shared_ptr<const TensorArchive> stored, std::vector<TensorEntry> tensors,
                   std::vector<TensorOrigin> origins)
      : stored_(std::move(stored)), tensors_(std::move(tensors)), origins_(std::move(origins)) {}

  std::span<const TensorEntry> entries() const noexcept override { return tensors_; }
  std::string_view format() const noexcept override { return stored_->format(); }
  const std::filesystem::path& path() const noexcept override { return stored_->path(); }
  const ArchiveMetadata& metadata() const noexcept override { return stored_->metadata(); }

  void release(std::span<const std::byte> bytes) const noexcept override {
    stored_->release(bytes);
  }

  std::optional<QuantizedMatrix> read_quantized(std::size_t index) const override {
    const TensorOrigin& origin = origins_[index];
    if (origin.treatment != Treatment::as_is) return std::nullopt;
    return stored_->read_quantized(origin.entry);
  }

  TensorView read(std::size_t index, std::vector<std::byte>& scratch) const override {
    const TensorOrigin& origin = origins_[index];
    switch (origin.treatment) {
      case Treatment::as_is:
        return stored_->read(origin.entry, scratch);
      case Treatment::transposed:
        transpose(origin, scratch);
        break;
      case Treatment::folded:
      case Treatment::folded_transposed:
        fold(origin, floats(index, scratch));
        break;
      case Treatment::identity: {
        const std::span<float> matrix = floats(index, scratch);
        const auto width = static_cast<std::size_t>(tensors_[index].shape[1]);
        for (std::size_t i = 0; i < matrix.size(); i += width + 1) matrix[i] = 1;
        break;
      }
      case Treatment::zeros:
        floats(index, scratch);
        break;
    }
    return {tensors_[index].dtype, tensors_[index].shape, scratch};
  }

 private:
  // The scratch as the zeroed f32 elements of a tensor.
  std::span<float> floats(std::size_t index, std::vector<std::byte>& scratch) const {
    const std::size_t count = element_count(tensors_[index].shape).value();
    scratch.assign(count * sizeof(float), std::byte{0});
    return {reinterpret_cast<float*>(scratch.data()), count};
  }

  void transpose(const TensorOrigin& origin, std::vector<std::byte>& scratch) const {
    std::vector<std::byte> own;
    const TensorView view = stored_->read(origin.entry, own);
    const ByteMatrix matrix = {view.bytes, static_cast<std::size_t>(view.shape[0]),
                               static_cast<std::size_t>(view.shape[1]), size_of(view.dtype)};
    scratch.resize(view.bytes.size());
    transpose_columns(matrix, 0, matrix.columns, scratch);
  }

  std::vector<float> read_floats(std::size_t entry) const {
    std::vector<std::byte> own;
    const TensorView view = stored_->read(entry, own);
    std::vector<float> values(view.size());
    copy_to_f32(view, values);
    return values;
  }

  // out [V, H] = left [V, E] · right [E, H], summed in double so that the result does not depend
  // on the machine.
  void fold(const TensorOrigin& origin, std::span<float> out) const {
    const std::vector<float> left = read_floats(origin.entry);
    const std::vector<float> right = read_floats(origin.factor);
    const auto inner = static_cast<std::size_t>(stored_->entries()[origin.entry].shape[1]);
    const std::size_t width = inner == 0 ? 0 : right.size() / inner;
    // Strides of the right factor.
    const bool transposed = origin.treatment == Treatment::folded_transposed;
    const std::size_t along_inner = transposed ? 1 : width;
    const std::size_t along_width = transposed ? inner : 1;
    std::vector<double> sums(width);
    for (std::size_t row = 0; row * inner < left.size(); ++row) {
      std::fill(sums.begin(), sums.end(), 0.0);
      for (std::size_t e = 0; e < inner; ++e) {
        const double factor = left[row * inner + e];
        const float* terms = right.data() + e * along_inner;
        for (std::size_t h = 0; h < width; ++h) sums[h] += factor * terms[h * along_width];
      }
      std::transform(sums.begin(), sums.end(),
                     out.begin() + static_cast<std::ptrdiff_t>(row * width),
                     [](double sum) { return static_cast<float>(sum); });
    }
  }

  std::shared_ptr<const TensorArchive> stored_;
  std::vector<TensorEntry> tensors_;
  std::vector<TensorOrigin> origins_;
};

}  // namespace

std::unique_ptr<TensorArchive> canonical_archive(std::shared_ptr<const TensorArchive> stored,
                                                 std::vector<TensorEntry> tensors,
                                                 std::vector<TensorOrigin> origins) {
  return std::make_unique<CanonicalArchive>(std::move(stored), std::move(tensors),
                                            std::move(origins));
}

}  // namespace albert::source
