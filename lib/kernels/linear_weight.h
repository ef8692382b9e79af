#ifndef ALBERT_KERNELS_LINEAR_WEIGHT_H_
#define ALBERT_KERNELS_LINEAR_WEIGHT_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "albert/base/thread_pool.h"
#include "albert/kernels/compute_type.h"
#include "base/aligned_array.h"
#include "kernels/kernel_table.h"

namespace albert::kernels {

/// A matrix of int8 numbers [rows, columns] with a scale for each row [rows]. Non-owning.
struct QuantizedSource {
  std::span<const std::int8_t> numbers;
  std::span<const float> scales;
};

/// Weights [outputs, inputs] (row-major, as Hugging Face stores them) and bias [outputs] of one
/// dense layer, before packing: as floats or, when `quantized` has numbers, as those. Non-owning.
struct DenseSource {
  std::span<const float> weight;
  std::span<const float> bias;
  QuantizedSource quantized = {};
  std::size_t first_input = 0;  ///< of those that are packed; others are left out
};

/// A dense layer prepared once for one instruction set and number format; immutable, shared by all
/// threads. Several sources with the same inputs are stacked: query, key and value become one
/// product.
class LinearWeight {
 public:
  LinearWeight() = default;
  LinearWeight(const KernelTable& table, ComputeType type, std::size_t inputs,
               std::span<const DenseSource> sources, ThreadPool& threads);

  const KernelTable& table() const noexcept { return *table_; }
  const ProductKernels& kernels() const noexcept {
    return table_->products[static_cast<std::size_t>(type_)];
  }
  ComputeType type() const noexcept { return type_; }
  std::size_t inputs() const noexcept { return inputs_; }
  std::size_t outputs() const noexcept { return outputs_; }
  std::size_t panels() const noexcept { return kernels().panels(outputs_); }
  PackedWeight packed() const noexcept {
    return {.words = words_.data(),
            .bias = bias_.data(),
            .scales = scales_.data(),
            .offsets = offsets_.data(),
            .inputs = inputs_,
            .outputs = outputs_};
  }

 private:
  const KernelTable* table_ = nullptr;
  ComputeType type_ = ComputeType::f32;
  std::size_t inputs_ = 0;
  std::size_t outputs_ = 0;
  AlignedArray<std::byte> words_;
  AlignedArray<float> bias_;
  AlignedArray<float> scales_;
  AlignedArray<std::int32_t> offsets_;
};

}  // namespace albert::kernels

#endif  // ALBERT_KERNELS_LINEAR_WEIGHT_H_
