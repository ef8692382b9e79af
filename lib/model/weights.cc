#include "model/weights.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>

#include "albert/config/heads.h"

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
    return FloatTensor(archive_, entry(role, block));
  }

  MatrixTensor matrix(TensorRole role, std::size_t block = 0) const {
    return MatrixTensor(archive_, entry(role, block));
  }

  /// The matrix has been packed: its pages may leave memory.
  void release(const MatrixTensor& matrix) const noexcept {
    archive_.release(std::as_bytes(matrix.floats()));
    archive_.release(std::as_bytes(matrix.quantized().numbers));
  }

 private:
  /// Index in the archive.
  std::size_t entry(TensorRole role, std::size_t block) const {
    const std::size_t index = catalogue_.find(role, static_cast<int>(block));
    return places_.at(catalogue_.tensors()[index].name);
  }

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
    std::array<MatrixTensor, N> weights;
    std::array<FloatTensor, N> biases;
    std::array<kernels::DenseSource, N> sources;
    for (std::size_t i = 0; i < N; ++i) {
      weights[i] = finder_.matrix(parts[i].first, block);
      biases[i] = finder_.get(parts[i].second, block);
      sources[i] = {weights[i].floats(), biases[i].span(), weights[i].quantized()};
    }
    kernels::LinearWeight packed(table_, type_, inputs, sources, threads_);
    for (const MatrixTensor& weight : weights) finder_.release(weight);
    return packed;
  }

  kernels::LinearWeight pack(std::size_t inputs, TensorRole weight, TensorRole bias,
                             std::size_t block = 0) const {
    return pack(inputs, std::array<Roles, 1>{{{weight, bias}}}, block);
  }

  /// The FFN in chunks of as many inner columns as the product engine asks for.
  std::vector<kernels::FfnChunk> pack_ffn(std::size_t hidden, std::size_t intermediate,
                                          std::size_t block) const {
    const MatrixTensor up = finder_.matrix(TensorRole::ffn_weight, block);
    const MatrixTensor down = finder_.matrix(TensorRole::ffn_output_weight, block);
    const FloatTensor up_bias = finder_.get(TensorRole::ffn_bias, block);
    const FloatTensor down_bias = finder_.get(TensorRole::ffn_output_bias, block);
    const std::vector<float> zeros(hidden);
    const std::size_t columns =
        std::min(table_.products[static_cast<std::size_t>(type_)].inner_columns, intermediate);
    std::vector<kernels::FfnChunk> chunks;
    for (std::size_t first = 0; first < intermediate; first += columns) {
      const std::size_t count = std::min(columns, intermediate - first);
      const kernels::DenseSource up_rows = rows_of(up, up_bias, first, count);
      const kernels::DenseSource down_columns = {
          .weight = down.floats(),
          .bias = first == 0 ? down_bias.span() : std::span<const float>(zeros),
          .quantized = down.quantized(),
          .first_input = first};
      chunks.push_back({.up = {table_, type_, hidden, {&up_rows, 1}, threads_},
                        .down = {table_, type_, count, {&down_columns, 1}, threads_}});
    }
    finder_.release(up);
    finder_.release(down);
    return chunks;
  }

 private:
  static kernels::DenseSource rows_of(const MatrixTensor& weight, const FloatTensor& bias,
                                      std::size_t first, std::size_t count) {
    const auto part = [&](auto values, std::size_t row_size) {
      return values.empty() ? values : values.subspan(first * row_size, count * row_size);
    };
    const auto [numbers, scales] = weight.quantized();
    const std::size_t size = std::max(weight.floats().size(), numbers.size());
    const std::size_t inputs = size / bias.span().size();
    return {.weight = part(weight.floats(), inputs),
            .bias = part(bias.span(), 1),
            .quantized = {part(numbers, inputs), part(scales, 1)}};
  }

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

MatrixTensor::MatrixTensor(const TensorArchive& archive, std::size_t index)
    : quantized_(archive.read_quantized(index).value_or(QuantizedMatrix())) {
  if (quantized_.scales.empty()) floats_ = FloatTensor(archive, index);
}

void MatrixTensor::copy_row(std::size_t row, std::span<float> out) const noexcept {
  if (quantized_.scales.empty()) {
    std::copy_n(floats_.row(row, out.size()), out.size(), out.data());
    return;
  }
  const auto numbers = quantized_.numbers.subspan(row * out.size(), out.size());
  const float scale = quantized_.scales[row];
  std::ranges::transform(numbers, out.begin(), [scale](std::int8_t number) {
    return static_cast<float>(number) * scale;
  });
}

Weights::Weights(const ModelSource& source, const kernels::KernelTable& table, ComputeType type,
                 const ModelParts& wanted, ThreadPool& threads)
    : config(source.config()),
      schedule(config),
      parts(source.parts() & wanted),
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
  embeddings = {.word = finder.matrix(word_embeddings),
                .position = finder.get(position_embeddings),
                .token_type = finder.get(token_type_embeddings),
                .norm = {finder.get(embedding_norm_weight), finder.get(embedding_norm_bias)}};
  if (parts.has(Component::embedding_projection)) {
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
    ffn.push_back({.chunks = encoder_packer.pack_ffn(hidden, intermediate, i),
                   .norm = {finder.get(ffn_norm_weight, i), finder.get(ffn_norm_bias, i)}});
  }
  if (parts.has(Component::pooler)) pooler = packer.pack(hidden, pooler_weight, pooler_bias);
  if (parts.has(Component::mlm_head)) {
    mlm = {.dense = packer.pack(hidden, mlm_dense_weight, mlm_dense_bias),
           .norm = {finder.get(mlm_norm_weight), finder.get(mlm_norm_bias)},
           .decoder = packer.pack(embedding, word_embeddings, mlm_bias)};
  }
  for (const HeadTraits& traits : head_traits()) {
    if (traits.head == Head::mlm || !parts.has(traits.component)) continue;
    if (heads.contains(traits.component)) continue;  // of several tasks
    heads[traits.component] = packer.pack(hidden, traits.weight, traits.bias);
  }
}

}  // namespace albert::model
