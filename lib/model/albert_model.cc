#include "albert/model/albert_model.h"

#include <algorithm>
#include <string>
#include <utility>

#include "albert/kernels/isa.h"
#include "kernels/ops.h"
#include "model/blocks.h"
#include "model/embeddings.h"
#include "model/weights.h"
#include "model/workspace.h"

namespace albert {

using kernels::ConstMatrix;
using kernels::Matrix;

Workspace::Workspace() : state_(std::make_unique<State>()) {}
Workspace::~Workspace() = default;
Workspace::Workspace(Workspace&&) noexcept = default;
Workspace& Workspace::operator=(Workspace&&) noexcept = default;

struct AlbertModel::State {
  model::Weights weights;
};

namespace {

model::Weights prepare(const AlbertConfig& config, std::shared_ptr<const TensorArchive> archive,
                       const AlbertModel::Options& options) {
  ThreadPool alone(1);
  return model::Weights(config, std::move(archive),
                        kernels::kernel_table(options.isa.empty() ? default_isa() : options.isa),
                        options.compute_type, options.parts,
                        options.threads != nullptr ? *options.threads : alone);
}

/// A dense matrix over caller's memory, rows without padding.
ConstMatrix dense(std::span<const float> data, std::size_t cols) {
  return {data.data(), data.size() / cols, cols, cols};
}
Matrix dense(std::span<float> data, std::size_t cols) {
  return {data.data(), data.size() / cols, cols, cols};
}

void copy_rows(ConstMatrix from, float* to) {
  for (std::size_t r = 0; r < from.rows; ++r) {
    to = std::copy_n(from.row(r), from.cols, to);
  }
}

// With the 3072 inner columns of albert-base these rows take 6 MB in f32.
constexpr std::size_t kPieceTokens = 512;

/// Sequences [begin, end) of a batch; `starts` holds where they start in the piece.
TokenBatch piece_of(const TokenBatch& batch, std::size_t begin, std::size_t end,
                    std::vector<std::size_t>& starts) {
  const std::size_t first = batch.starts[begin];
  const std::size_t count = batch.starts[end] - first;
  starts.clear();
  for (std::size_t b = begin; b <= end; ++b) starts.push_back(batch.starts[b] - first);
  const auto cut = [&](auto values) {
    return values.empty() ? values : values.subspan(first, count);
  };
  return {cut(batch.input_ids), cut(batch.token_type_ids), starts, cut(batch.position_ids),
          cut(batch.attention_mask)};
}

}  // namespace

AlbertModel::AlbertModel(const AlbertConfig& config, std::shared_ptr<const TensorArchive> weights,
                         const Options& options)
    : state_(new State{prepare(config, std::move(weights), options)}) {}
AlbertModel::~AlbertModel() = default;
AlbertModel::AlbertModel(AlbertModel&&) noexcept = default;
AlbertModel& AlbertModel::operator=(AlbertModel&&) noexcept = default;

AlbertModel AlbertModel::load(const std::filesystem::path& folder, const Options& options) {
  const std::filesystem::path home =
      std::filesystem::is_directory(folder) ? folder : folder.parent_path();
  const AlbertConfig config = load_config(home / "config.json");
  return AlbertModel(config, open_weights(folder), options);
}

const AlbertConfig& AlbertModel::config() const noexcept {
  return state_->weights.config;
}
const ModelParts& AlbertModel::parts() const noexcept {
  return state_->weights.parts;
}
ComputeType AlbertModel::compute_type() const noexcept {
  return state_->weights.compute_type;
}
std::string_view AlbertModel::isa() const noexcept {
  return state_->weights.kernels->isa;
}

std::span<const float> AlbertModel::encode(const TokenBatch& batch, Workspace& workspace,
                                           ThreadPool& threads) const {
  const auto size = static_cast<std::size_t>(config().hidden_size);
  AlignedArray<float>& result = workspace.state_->result;
  result.reserve(batch.tokens() * size);
  // A piece of whole sequences goes through all layers before the next one starts, so that its
  // intermediates stay in the cache and memory does not grow with the batch.
  for (std::size_t begin = 0; begin < batch.sequences();) {
    std::size_t end = begin + 1;
    while (end < batch.sequences() && batch.starts[end + 1] - batch.starts[begin] <= kPieceTokens) {
      ++end;
    }
    const Matrix hidden =
        run(piece_of(batch, begin, end, workspace.state_->starts), workspace, threads, nullptr);
    copy_rows(hidden, result.data() + batch.starts[begin] * size);
    begin = end;
  }
  return {result.data(), batch.tokens() * size};
}

std::span<const float> AlbertModel::encode(const TokenBatch& batch, Workspace& workspace,
                                           ThreadPool& threads, LayerObserver observer) const {
  const auto size = static_cast<std::size_t>(config().hidden_size);
  AlignedArray<float>& result = workspace.state_->result;
  result.reserve(batch.tokens() * size);
  const auto observe = [&](std::size_t layer, ConstMatrix hidden) {
    copy_rows(hidden, result.data());
    observer(layer, {result.data(), batch.tokens() * size});
  };
  const MatrixObserver matrix_observer = observe;
  copy_rows(run(batch, workspace, threads, &matrix_observer), result.data());
  return {result.data(), batch.tokens() * size};
}

Matrix AlbertModel::run(const TokenBatch& batch, Workspace& workspace, ThreadPool& threads,
                        const MatrixObserver* observer) const {
  const model::Weights& weights = state_->weights;
  const SharingSchedule& schedule = weights.schedule;
  Workspace::State& slots = *workspace.state_;

  const Matrix hidden =
      slots.hidden.shape(batch.tokens(), static_cast<std::size_t>(weights.config.hidden_size));
  if (weights.parts.embedding_projection) {
    const Matrix embedded = slots.embedded.shape(
        batch.tokens(), static_cast<std::size_t>(weights.config.embedding_size));
    model::embed(weights, batch, embedded, threads);
    kernels::linear(embedded, weights.projection, {}, hidden, slots.ops, threads);
  } else {
    model::embed(weights, batch, hidden, threads);
  }
  if (observer != nullptr) (*observer)(0, hidden);

  const auto per_layer = static_cast<std::size_t>(schedule.steps_per_layer);
  for (std::size_t s = 0; s < schedule.steps.size(); ++s) {
    const BlockStep step = schedule.steps[s];
    model::attention_block(weights, weights.attention[static_cast<std::size_t>(step.attention)],
                           batch, hidden, slots.block, slots.ops, threads);
    model::ffn_block(weights, weights.ffn[static_cast<std::size_t>(step.ffn)], hidden, slots.block,
                     slots.ops, threads);
    if (observer != nullptr && (s + 1) % per_layer == 0) (*observer)((s + 1) / per_layer, hidden);
  }
  return hidden;
}

void AlbertModel::pool(std::span<const float> rows, std::span<float> pooled, Workspace& workspace,
                       ThreadPool& threads) const {
  const auto size = static_cast<std::size_t>(config().hidden_size);
  kernels::linear(dense(rows, size), state_->weights.pooler,
                  {.pointwise = kernels::Pointwise::tanh}, dense(pooled, size),
                  workspace.state_->ops, threads);
}

void AlbertModel::sop_logits(std::span<const float> pooled, std::span<float> logits) const {
  ThreadPool alone(1);
  kernels::OpScratch scratch;
  kernels::linear(dense(pooled, static_cast<std::size_t>(config().hidden_size)),
                  state_->weights.sop, {}, dense(logits, 2), scratch, alone);
}

void AlbertModel::mlm_logits(std::span<const float> rows, std::span<float> logits,
                             Workspace& workspace, ThreadPool& threads) const {
  const model::Weights& weights = state_->weights;
  const ConstMatrix x = dense(rows, static_cast<std::size_t>(weights.config.hidden_size));
  const Matrix transform = workspace.state_->transform.shape(
      x.rows, static_cast<std::size_t>(weights.config.embedding_size));
  kernels::linear(x, weights.mlm.dense, {.pointwise = model::pointwise(weights.config.hidden_act)},
                  transform, workspace.state_->ops, threads);
  kernels::layer_norm(*weights.kernels, transform, weights.mlm.norm.gain.span(),
                      weights.mlm.norm.bias.span(), weights.config.layer_norm_eps, transform,
                      threads);
  kernels::linear(transform, weights.mlm.decoder, {},
                  dense(logits, static_cast<std::size_t>(weights.config.vocab_size)),
                  workspace.state_->ops, threads);
}

std::string AlbertModel::check(const TokenBatch& batch) const {
  const AlbertConfig& config = state_->weights.config;
  const auto out_of_range = [](std::span<const std::int32_t> values, std::int64_t limit) {
    return std::find_if(values.begin(), values.end(), [limit](std::int32_t value) {
             return value < 0 || value >= limit;
           }) != values.end();
  };
  const std::size_t tokens = batch.tokens();
  if (batch.starts.empty() || batch.starts.front() != 0 || batch.starts.back() != tokens ||
      !std::is_sorted(batch.starts.begin(), batch.starts.end())) {
    return "sequence starts do not cover the tokens";
  }
  if (batch.token_type_ids.size() != tokens ||
      (!batch.position_ids.empty() && batch.position_ids.size() != tokens) ||
      (!batch.attention_mask.empty() && batch.attention_mask.size() != tokens)) {
    return "token types, positions and mask must be as many as the tokens";
  }
  if (out_of_range(batch.input_ids, config.vocab_size)) {
    return "a token id is outside the model's vocabulary of " + std::to_string(config.vocab_size);
  }
  if (out_of_range(batch.token_type_ids, config.type_vocab_size)) {
    return "a token type is outside the model's " + std::to_string(config.type_vocab_size);
  }
  if (out_of_range(batch.position_ids, config.max_position_embeddings)) {
    return "a position is outside the model's " + std::to_string(config.max_position_embeddings);
  }
  if (batch.position_ids.empty()) {
    for (std::size_t b = 0; b < batch.sequences(); ++b) {
      if (batch.starts[b + 1] - batch.starts[b] >
          static_cast<std::size_t>(config.max_position_embeddings)) {
        return "a sequence is longer than the model's " +
               std::to_string(config.max_position_embeddings) + " positions";
      }
    }
  }
  return {};
}

}  // namespace albert
