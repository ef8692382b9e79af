#include "model/weights.h"

#include <array>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>

namespace albert::model {
namespace {

/// The tensors of a source by what they are.
class Finder {
 public:
  explicit Finder(const ModelSource& source)
      : archive_(*source.tensors()), catalogue_(source.config(), source.parts()) {
    for (std::size_t i = 0; i < archive_.entries().size(); ++i) {
      places_.emplace(archive_.entries()[i].name, i);
    }
  }

  FloatTensor get(TensorRole role, std::size_t block = 0) const {
    const std::size_t index = catalogue_.find(role, static_cast<int>(block));
    return FloatTensor(archive_, places_.at(catalogue_.tensors()[index].name));
  }

  /// The tensor has been packed: its own memory may go.
  void release(const FloatTensor& tensor) const noexcept {
    archive_.release(std::as_bytes(tensor.span()));
  }

 private:
  const TensorArchive& archive_;
  TensorCatalogue catalogue_;
  std::unordered_map<std::string, std::size_t> places_;
};

/// Packs dense layers; the unpacked tensors stay in memory only as long as one call.
class Packer {
 public:
  Packer(const Finder& finder, const kernels::KernelTable& table, ComputeType type,
         ThreadPool& threads)
      : finder_(finder), table_(table), type_(type), threads_(threads) {}

  using Roles = std::pair<TensorRole, TensorRole>;  // weight, bias

  template <std::size_t N>
  kernels::LinearWeight pack(std::size_t inputs, const std::array<Roles, N>& parts,
                             std::size_t block = 0) const {
    std::array<FloatTensor, N> weights;
    std::array<FloatTensor, N> biases;
    std::array<kernels::DenseSource, N> sources;
    for (std::size_t i = 0; i < N; ++i) {
      weights[i] = finder_.get(parts[i].first, block);
      biases[i] = finder_.get(parts[i].second, block);
      sources[i] = {weights[i].span(), biases[i].span()};
    }
    kernels::LinearWeight packed(table_, type_, inputs, sources, threads_);
    for (const FloatTensor& weight : weights) finder_.release(weight);
    return packed;
  }

  kernels::LinearWeight pack(std::size_t inputs, TensorRole weight, TensorRole bias,
                             std::size_t block = 0) const {
    return pack(inputs, std::array<Roles, 1>{{{weight, bias}}}, block);
  }

 private:
  const Finder& finder_;
  const kernels::KernelTable& table_;
  ComputeType type_;
  ThreadPool& threads_;
};

}  // namespace

FloatTensor::FloatTensor(const TensorArchive& archive, std::size_t index) {
  std::vector<std::byte> scratch;
  const TensorView stored = archive.read(index, scratch);
  const bool aligned = reinterpret_cast<std::uintptr_t>(stored.bytes.data()) % alignof(float) == 0;
  if (stored.dtype == DType::f32 && aligned && scratch.empty()) {
    view_ = {reinterpret_cast<const float*>(stored.bytes.data()), stored.size()};
    return;
  }
  owned_ = AlignedArray<float>(stored.size());
  copy_to_f32(stored, owned_.span());
  archive.release(stored.bytes);
  view_ = owned_.span();
}

Weights::Weights(const ModelSource& source, const kernels::KernelTable& table, ComputeType type,
                 const ModelParts& wanted, ThreadPool& threads)
    : config(source.config()),
      schedule(config),
      parts(source.parts()),
      kernels(&table),
      compute_type(type),
      archive(source.tensors()) {
  using enum TensorRole;
  const Finder finder(source);
  const Packer packer(finder, table, ComputeType::f32, threads);
  const Packer encoder_packer(finder, table, type, threads);
  const auto hidden = static_cast<std::size_t>(config.hidden_size);
  const auto embedding = static_cast<std::size_t>(config.embedding_size);
  const auto intermediate = static_cast<std::size_t>(config.intermediate_size);
  parts.pooler &= wanted.pooler;
  parts.mlm_head &= wanted.mlm_head;
  parts.sop_head &= wanted.sop_head;

  embeddings = {.word = finder.get(word_embeddings),
                .position = finder.get(position_embeddings),
                .token_type = finder.get(token_type_embeddings),
                .norm = {finder.get(embedding_norm_weight), finder.get(embedding_norm_bias)}};
  if (parts.embedding_projection) {
    projection = packer.pack(embedding, projection_weight, projection_bias);
  }
  for (std::size_t i = 0; i < static_cast<std::size_t>(schedule.attention_count); ++i) {
    attention.push_back(
        {.query_key_value = encoder_packer.pack(
             hidden,
             std::array<Packer::Roles, 3>{
                 {{query_weight, query_bias}, {key_weight, key_bias}, {value_weight, value_bias}}},
             i),
         .output = encoder_packer.pack(hidden, attention_output_weight, attention_output_bias, i),
         .norm = {finder.get(attention_norm_weight, i), finder.get(attention_norm_bias, i)}});
  }
  for (std::size_t i = 0; i < static_cast<std::size_t>(schedule.ffn_count); ++i) {
    ffn.push_back({.up = encoder_packer.pack(hidden, ffn_weight, ffn_bias, i),
                   .down = encoder_packer.pack(intermediate, ffn_output_weight, ffn_output_bias, i),
                   .norm = {finder.get(ffn_norm_weight, i), finder.get(ffn_norm_bias, i)}});
  }
  if (parts.pooler) pooler = packer.pack(hidden, pooler_weight, pooler_bias);
  if (parts.mlm_head) {
    mlm = {.dense = packer.pack(hidden, mlm_dense_weight, mlm_dense_bias),
           .norm = {finder.get(mlm_norm_weight), finder.get(mlm_norm_bias)},
           .decoder = packer.pack(embedding, word_embeddings, mlm_bias)};
  }
  if (parts.sop_head) sop = packer.pack(hidden, sop_weight, sop_bias);
}

}  // namespace albert::model
