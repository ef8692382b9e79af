#include "model/weights.h"

#include <array>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>

#include "albert/base/error.h"

namespace albert::model {
namespace {

/// Finds every tensor of the catalogue in an archive, by canonical name.
class Finder {
 public:
  Finder(const AlbertConfig& config, const TensorArchive& archive)
      : archive_(archive), catalogue_(config), entries_(catalogue_.size(), TensorArchive::npos) {
    std::unordered_map<std::string, std::size_t> stored;
    for (std::size_t i = 0; i < archive.entries().size(); ++i) {
      stored.emplace(canonical_name(archive.entries()[i].name), i);
    }
    for (std::size_t i = 0; i < catalogue_.size(); ++i) {
      const TensorSpec& spec = catalogue_.tensors()[i];
      const auto found = stored.find(spec.name);
      if (found == stored.end()) continue;
      const TensorEntry& entry = archive.entries()[found->second];
      if (entry.shape != spec.shape) {
        fail(entry.name, "has shape " + to_string(entry.shape) +
                             " but the configuration asks for " + to_string(spec.shape));
      }
      entries_[i] = found->second;
    }
  }

  /// Whether an optional component is there. Half of one is an error.
  bool has(Component component) const {
    std::size_t present = 0;
    std::size_t total = 0;
    const TensorSpec* missing = nullptr;
    for (std::size_t i = 0; i < catalogue_.size(); ++i) {
      const TensorSpec& spec = catalogue_.tensors()[i];
      if (spec.component != component) continue;
      ++total;
      if (entries_[i] != TensorArchive::npos) {
        ++present;
      } else {
        missing = &spec;
      }
    }
    if (present != 0 && present != total) {
      fail(missing->name, "is missing, but other tensors of its part of the model are there");
    }
    return present != 0;
  }

  FloatTensor get(TensorRole role, std::size_t block = 0) const {
    const std::size_t index = catalogue_.find(role, static_cast<int>(block));
    const TensorSpec& spec = catalogue_.tensors()[index];
    if (entries_[index] == TensorArchive::npos) fail(spec.name, "is missing");
    return FloatTensor(archive_, entries_[index]);
  }

  /// The tensor has been packed: its own memory may go.
  void release(const FloatTensor& tensor) const noexcept {
    archive_.release(std::as_bytes(tensor.span()));
  }

 private:
  [[noreturn]] void fail(std::string_view tensor, const std::string& problem) const {
    throw Error(ErrorCode::model, "tensor " + std::string(tensor) + " " + problem,
                archive_.path().string());
  }

  const TensorArchive& archive_;
  TensorCatalogue catalogue_;
  std::vector<std::size_t> entries_;  // archive index of each catalogue tensor, or npos
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

Weights::Weights(const AlbertConfig& model_config, std::shared_ptr<const TensorArchive> source,
                 const kernels::KernelTable& table, ComputeType type, const ModelParts& wanted,
                 ThreadPool& threads)
    : config(model_config),
      schedule(model_config),
      kernels(&table),
      compute_type(type),
      archive(std::move(source)) {
  using enum TensorRole;
  const Finder finder(config, *archive);
  const Packer packer(finder, table, ComputeType::f32, threads);
  const Packer encoder_packer(finder, table, type, threads);
  const auto hidden = static_cast<std::size_t>(config.hidden_size);
  const auto embedding = static_cast<std::size_t>(config.embedding_size);
  const auto intermediate = static_cast<std::size_t>(config.intermediate_size);
  // Google leaves the projection out when E = H; otherwise its absence is an error found by get().
  parts = {
      .embedding_projection = embedding != hidden || finder.has(Component::embedding_projection),
      .pooler = finder.has(Component::pooler) && wanted.pooler,
      .mlm_head = finder.has(Component::mlm_head) && wanted.mlm_head,
      .sop_head = finder.has(Component::sop_head) && wanted.sop_head};

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
