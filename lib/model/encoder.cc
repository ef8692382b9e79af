#include "model/encoder.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "kernels/ops.h"
#include "model/blocks.h"
#include "model/embeddings.h"

namespace albert::model {
namespace {

using kernels::Matrix;
using kernels::Rows;

// A slice that all threads share is long, so that they synchronize rarely.
constexpr std::size_t kSharedTokens = 512;

/// Sequences [begin, end) of a batch.
struct BatchSlice {
  std::size_t begin;
  std::size_t end;
  std::size_t tokens;
};

/// Splits a batch between sequences into slices of `tokens` or more. The longest slice comes first,
/// so that the last ones to finish are short.
std::vector<BatchSlice> split_batch(const TokenBatch& batch, std::size_t tokens) {
  std::vector<BatchSlice> slices;
  for (std::size_t begin = 0, end = 1; end <= batch.sequences(); ++end) {
    const std::size_t count = batch.starts[end] - batch.starts[begin];
    if (count < tokens && end < batch.sequences()) continue;
    slices.push_back({begin, end, count});
    begin = end;
  }
  std::stable_sort(slices.begin(), slices.end(),
                   [](const BatchSlice& a, const BatchSlice& b) { return a.tokens > b.tokens; });
  return slices;
}

/// A slice as a batch of its own; `starts` is filled with the starts of its sequences.
TokenBatch slice_batch(const TokenBatch& batch, const BatchSlice& slice,
                       std::vector<std::size_t>& starts) {
  const std::size_t first = batch.starts[slice.begin];
  starts.clear();
  for (std::size_t b = slice.begin; b <= slice.end; ++b) starts.push_back(batch.starts[b] - first);
  const auto tokens_of = [&](auto values) {
    return values.empty() ? values : values.subspan(first, slice.tokens);
  };
  return {tokens_of(batch.input_ids), tokens_of(batch.token_type_ids), starts,
          tokens_of(batch.position_ids), tokens_of(batch.attention_mask)};
}

/// Which of the rows (ascending, of the batch) are in a slice, [first, second).
std::pair<std::size_t, std::size_t> rows_of(const TokenBatch& batch, const BatchSlice& slice,
                                            std::span<const std::size_t> rows) {
  const auto before = [&](std::size_t token) {
    return static_cast<std::size_t>(std::lower_bound(rows.begin(), rows.end(), token) -
                                    rows.begin());
  };
  return {before(batch.starts[slice.begin]), before(batch.starts[slice.end])};
}

/// Moves the given rows (ascending) to the front and drops the others.
Rows compact_rows(const Rows& all, std::span<const std::size_t> rows) {
  for (std::size_t r = 0; r < rows.size(); ++r) {
    if (rows[r] != r) std::copy_n(all.row(rows[r]), all.stride, all.row(r));
  }
  return all.slice(0, rows.size());
}

/// Projected embeddings, [T, H].
void embed_and_project(const Weights& weights, const TokenBatch& batch, Matrix hidden,
                       const ExecutionContext& execution) {
  if (!weights.parts.has(Component::embedding_projection)) {
    embed(weights, batch, hidden, execution.threads());
    return;
  }
  const Matrix embedded = execution.activations().embedded.shape(
      batch.tokens(), static_cast<std::size_t>(weights.config.embedding_size));
  embed(weights, batch, embedded, execution.threads());
  kernels::linear(embedded, weights.projection, {}, hidden, execution.activations().ops,
                  execution.threads());
}

}  // namespace

Matrix forward_slice(const Weights& weights, const TokenBatch& batch,
                     std::span<const std::size_t> rows, const ExecutionContext& execution,
                     const HiddenObserver* observer) {
  const SharingSchedule& schedule = weights.schedule;
  const auto size = static_cast<std::size_t>(weights.config.hidden_size);
  const auto per_layer = static_cast<std::size_t>(schedule.steps_per_layer);
  const auto heads = static_cast<std::size_t>(weights.config.num_attention_heads);
  const std::size_t tokens = batch.tokens();
  Matrix hidden = execution.activations().hidden.shape(tokens, size);
  const kernels::AttentionKernels& attention = weights.attention_kernels();
  const Rows qkv = execution.activations().query_key_value.shape(tokens, 3 * size, attention.qkv);
  Rows context = execution.activations().context.shape(tokens, size, attention.context);
  const auto attention_of = [&](std::size_t step) -> const AttentionWeights& {
    return weights.attention[static_cast<std::size_t>(schedule.steps[step].attention)];
  };

  embed_and_project(weights, batch, hidden, execution);
  if (observer != nullptr) (*observer)(0, hidden);
  kernels::linear(hidden, attention_of(0).query_key_value, {}, qkv, execution.activations().ops,
                  execution.threads());
  const std::size_t steps = schedule.steps.size();
  for (std::size_t s = 0; s < steps; ++s) {
    const FfnWeights& ffn = weights.ffn[static_cast<std::size_t>(schedule.steps[s].ffn)];
    kernels::attention(attention, qkv, batch.starts, batch.attention_mask, heads, context,
                       execution.activations().ops, execution.threads());
    // Between one attention and the next every row is computed on its own.
    const bool last = s + 1 == steps;
    if (last) {
      hidden = kernels::matrix_of(compact_rows(hidden, rows));
      context = compact_rows(context, rows);
    }
    execution.parallel_for_rows(
        hidden.rows, weights.products().layer_rows,
        [&](std::size_t begin, std::size_t end, const ExecutionContext& part) {
          const Matrix block = hidden.slice(begin, end);
          attention_output(weights, attention_of(s), context.slice(begin, end), block, part);
          ffn_block(weights, ffn, block, part);
          if (last) return;
          kernels::linear(block, attention_of(s + 1).query_key_value, {}, qkv.slice(begin, end),
                          part.activations().ops, part.threads());
        });
    if (observer != nullptr && (s + 1) % per_layer == 0) (*observer)((s + 1) / per_layer, hidden);
  }
  return hidden;
}

void forward(const Weights& weights, const TokenBatch& batch, std::span<const std::size_t> rows,
             const ExecutionContext& execution, float* result) {
  const auto threads = static_cast<std::size_t>(execution.threads().size());
  const std::size_t per_thread = weights.products().slice_tokens;
  const bool one_per_thread = batch.tokens() >= threads * per_thread;
  const std::vector<BatchSlice> slices =
      split_batch(batch, one_per_thread ? per_thread : kSharedTokens);
  execution.parallel_for(slices.size(), [&](std::size_t index, const ExecutionContext& own) {
    const BatchSlice& slice = slices[index];
    const auto [begin, end] = rows_of(batch, slice, rows);
    std::vector<std::size_t>& own_rows = own.activations().rows;
    own_rows.assign(rows.begin() + begin, rows.begin() + end);
    for (std::size_t& row : own_rows) row -= batch.starts[slice.begin];
    const Matrix hidden =
        forward_slice(weights, slice_batch(batch, slice, own.activations().starts), own_rows, own);
    kernels::copy_rows(hidden, result + begin * hidden.cols);
  });
}

}  // namespace albert::model
