#include "albert/model/albert_model.h"

#include <algorithm>
#include <string>
#include <utility>

#include "albert/kernels/isa.h"
#include "kernels/ops.h"
#include "model/blocks.h"
#include "model/encoder.h"
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

model::Weights prepare(const ModelSource& source, const AlbertModel::Options& options) {
  source.check();
  ThreadPool alone(1);
  return model::Weights(
      source, kernels::kernel_table(options.isa.empty() ? default_isa() : options.isa),
      options.compute_type, options.parts, options.threads != nullptr ? *options.threads : alone);
}

/// A dense matrix over caller's memory, rows without padding.
ConstMatrix dense(std::span<const float> data, std::size_t cols) {
  return {data.data(), data.size() / cols, cols, cols};
}
Matrix dense(std::span<float> data, std::size_t cols) {
  return {data.data(), data.size() / cols, cols, cols};
}

}  // namespace

AlbertModel::AlbertModel(const ModelSource& source, const Options& options)
    : state_(new State{prepare(source, options)}) {}
AlbertModel::AlbertModel(const AlbertConfig& config, std::shared_ptr<const TensorArchive> weights,
                         const Options& options)
    : AlbertModel(ModelSource(std::move(weights), config), options) {}
AlbertModel::~AlbertModel() = default;
AlbertModel::AlbertModel(AlbertModel&&) noexcept = default;
AlbertModel& AlbertModel::operator=(AlbertModel&&) noexcept = default;

AlbertModel AlbertModel::load(const std::filesystem::path& folder, const Options& options) {
  return AlbertModel(ModelSource::open(folder), options);
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

std::span<const float> AlbertModel::forward(const TokenBatch& batch, Workspace& workspace,
                                            ThreadPool& threads) const {
  return forward_rows(batch, workspace.state_->rows(batch.tokens()), workspace, threads);
}

std::span<const float> AlbertModel::forward_rows(const TokenBatch& batch,
                                                 std::span<const std::size_t> rows,
                                                 Workspace& workspace, ThreadPool& threads) const {
  AlignedArray<float>& result = workspace.state_->result;
  const std::size_t size = rows.size() * static_cast<std::size_t>(config().hidden_size);
  result.reserve(size);
  model::forward(state_->weights, batch, rows, workspace.state_->execution_context(threads),
                 result.data());
  return {result.data(), size};
}

std::span<const float> AlbertModel::forward(const TokenBatch& batch, Workspace& workspace,
                                            ThreadPool& threads, LayerObserver observer) const {
  AlignedArray<float>& result = workspace.state_->result;
  const std::size_t size = batch.tokens() * static_cast<std::size_t>(config().hidden_size);
  result.reserve(size);
  const auto observe = [&](std::size_t layer, ConstMatrix hidden) {
    kernels::copy_rows(hidden, result.data());
    observer(layer, {result.data(), size});
  };
  const model::HiddenObserver hidden_observer = observe;
  model::forward_slice(state_->weights, batch, workspace.state_->rows(batch.tokens()),
                       workspace.state_->execution_context(threads), &hidden_observer);
  return {result.data(), size};
}

void AlbertModel::pool(std::span<const float> rows, std::span<float> pooled, Workspace& workspace,
                       ThreadPool& threads) const {
  const auto size = static_cast<std::size_t>(config().hidden_size);
  kernels::linear(dense(rows, size), state_->weights.pooler,
                  {.pointwise = kernels::Pointwise::tanh}, dense(pooled, size),
                  workspace.state_->ops, threads);
}

std::size_t AlbertModel::head_outputs(Component head) const {
  return state_->weights.heads.at(head).outputs();
}

void AlbertModel::head_logits(Component head, std::span<const float> rows, std::span<float> logits,
                              Workspace& workspace, ThreadPool& threads) const {
  const kernels::LinearWeight& weight = state_->weights.heads.at(head);
  kernels::linear(dense(rows, weight.inputs()), weight, {}, dense(logits, weight.outputs()),
                  workspace.state_->ops, threads);
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
