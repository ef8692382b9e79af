#ifndef ALBERT_MODEL_WEIGHTS_H_
#define ALBERT_MODEL_WEIGHTS_H_

#include <map>
#include <memory>
#include <span>
#include <vector>

#include "albert/base/thread_pool.h"
#include "albert/config/albert_config.h"
#include "albert/config/sharing_schedule.h"
#include "albert/config/tensor_catalogue.h"
#include "albert/io/tensor_archive.h"
#include "albert/kernels/compute_type.h"
#include "albert/source/model_source.h"
#include "base/aligned_array.h"
#include "kernels/ops.h"

namespace albert::model {

/// A tensor as f32: a view of the mapped file when that is possible, else a converted copy.
class FloatTensor {
 public:
  FloatTensor() = default;
  /// Reads entry `index`; `archive` must outlive this when the data is mapped.
  FloatTensor(const TensorArchive& archive, std::size_t index);

  std::span<const float> span() const noexcept { return view_; }
  const float* row(std::size_t r, std::size_t cols) const noexcept {
    return view_.data() + r * cols;
  }

 private:
  AlignedArray<float> owned_;
  std::span<const float> view_;
};

/// A matrix as floats, or as the int8 numbers that its file holds.
class MatrixTensor {
 public:
  MatrixTensor() = default;
  /// Reads entry `index`; `archive` must outlive this when the data is mapped.
  MatrixTensor(const TensorArchive& archive, std::size_t index);

  /// Of the two forms one is empty.
  std::span<const float> floats() const noexcept { return floats_.span(); }
  kernels::QuantizedSource quantized() const noexcept {
    return {quantized_.numbers, quantized_.scales};
  }

  /// Row `row` as floats; `out` has as many elements as the matrix columns.
  void copy_row(std::size_t row, std::span<float> out) const noexcept;

 private:
  FloatTensor floats_;
  QuantizedMatrix quantized_;
};

struct NormWeights {
  FloatTensor gain;
  FloatTensor bias;
};

struct EmbeddingWeights {
  MatrixTensor word;       ///< [V, E]
  FloatTensor position;    ///< [P, E]
  FloatTensor token_type;  ///< [T, E]
  NormWeights norm;        ///< [E]
};

struct AttentionWeights {
  kernels::LinearWeight query_key_value;  ///< H → 3H
  kernels::LinearWeight output;           ///< H → H
  NormWeights norm;
};

struct FfnWeights {
  std::vector<kernels::FfnChunk> chunks;  ///< H → I → H
  NormWeights norm;
};

struct MlmWeights {
  kernels::LinearWeight dense;    ///< H → E
  NormWeights norm;               ///< [E]
  kernels::LinearWeight decoder;  ///< E → V, tied to the word embeddings
};

/// Everything a forward pass reads, prepared for one instruction set. Immutable after construction.
/// The vectors hold each shared block once; `schedule` says where each is applied.
struct Weights {
  /// Of a source without problems. Optional parts that are not `wanted` are left alone. Throws
  /// Error{model} naming the file and a tensor whose bytes are damaged.
  Weights(const ModelSource& source, const kernels::KernelTable& table, ComputeType type,
          const ModelParts& wanted, ThreadPool& threads);

  /// The engine of the encoder's products.
  const kernels::ProductKernels& products() const noexcept {
    return kernels->products[static_cast<std::size_t>(compute_type)];
  }
  const kernels::AttentionKernels& attention_kernels() const noexcept {
    return kernels->attention[static_cast<std::size_t>(compute_type)];
  }

  AlbertConfig config;
  SharingSchedule schedule;
  ModelParts parts;
  const kernels::KernelTable* kernels;
  ComputeType compute_type;                      ///< of the encoder's products
  std::shared_ptr<const TensorArchive> archive;  ///< what mapped FloatTensors point into

  EmbeddingWeights embeddings;
  kernels::LinearWeight projection;  ///< E → H, when parts.has(Component::embedding_projection)
  std::vector<AttentionWeights> attention;
  std::vector<FfnWeights> ffn;
  kernels::LinearWeight pooler;  ///< H → H, when parts.has(Component::pooler)
  MlmWeights mlm;                ///< when parts.has(Component::mlm_head)
  /// The last layers of the heads that are one, by component: SOP, classifier, question answering.
  std::map<Component, kernels::LinearWeight> heads;
};

}  // namespace albert::model

#endif  // ALBERT_MODEL_WEIGHTS_H_
