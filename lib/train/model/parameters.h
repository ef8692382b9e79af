#ifndef ALBERT_TRAIN_MODEL_PARAMETERS_H_
#define ALBERT_TRAIN_MODEL_PARAMETERS_H_

#include <cstddef>
#include <span>
#include <vector>

#include "albert/config/tensor_catalogue.h"

namespace albert::train {

/// Places every tensor of a model with the given parts in one flat buffer of floats, in the
/// catalogue's order, each on a cache line. Weights, gradients and the optimizer's moments are all
/// buffers of this layout; the floats between tensors stay zero.
class ParameterLayout {
 public:
  ParameterLayout(const AlbertConfig& config, const ModelParts& parts) : catalogue_(config, parts) {
    for (const TensorSpec& spec : catalogue_.tensors()) {
      offsets_.push_back(size_);
      counts_.push_back(*element_count(spec.shape));
      size_ += (counts_.back() + 15) / 16 * 16;
    }
  }

  const TensorCatalogue& catalogue() const noexcept { return catalogue_; }
  /// Floats in a buffer.
  std::size_t size() const noexcept { return size_; }
  std::size_t tensors() const noexcept { return offsets_.size(); }

  std::size_t offset(std::size_t tensor) const noexcept { return offsets_[tensor]; }
  std::size_t count(std::size_t tensor) const noexcept { return counts_[tensor]; }
  std::size_t offset(TensorRole role, std::size_t block = 0) const noexcept {
    return offsets_[catalogue_.find(role, static_cast<int>(block))];
  }

  std::span<float> tensor(std::span<float> buffer, std::size_t index) const noexcept {
    return buffer.subspan(offsets_[index], counts_[index]);
  }
  std::span<const float> tensor(std::span<const float> buffer, std::size_t index) const noexcept {
    return buffer.subspan(offsets_[index], counts_[index]);
  }

 private:
  TensorCatalogue catalogue_;
  std::vector<std::size_t> offsets_;
  std::vector<std::size_t> counts_;
  std::size_t size_ = 0;
};

}  // namespace albert::train

#endif  // ALBERT_TRAIN_MODEL_PARAMETERS_H_
