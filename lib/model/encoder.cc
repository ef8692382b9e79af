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

// A piece of its own for one thread is long enough for products at full speed. One that all threads
// share is longer, so that they rarely wait for each other.
constexpr std::size_t kOwnTokens = 128;
constexpr std::size_t kSharedTokens = 512;

/// Sequences [begin, end) of a batch.
struct Piece {
  std::size_t begin;
  std::size_t end;
  std::size_t tokens;
};

/// Cuts a batch between sequences, after `tokens` or more. The longest piece comes first, so that
/// the last ones to finish are short.
std::vector<Piece> cut(const TokenBatch& batch, std::size_t tokens) {
  std::vector<Piece> pieces;
  for (std::size_t begin = 0, end = 1; end <= batch.sequences(); ++end) {
    const std::size_t count = batch.starts[end] - batch.starts[begin];
    if (count < tokens && end < batch.sequences()) continue;
    pieces.push_back({begin, end, count});
    begin = end;
  }
  std::stable_sort(pieces.begin(), pieces.end(),
                   [](const Piece& a, const Piece& b) { return a.tokens > b.tokens; });
  return pieces;
}

/// A piece as a batch; `starts` holds where its sequences start in it.
TokenBatch part(const TokenBatch& batch, const Piece& piece, std::vector<std::size_t>& starts) {
  const std::size_t first = batch.starts[piece.begin];
  starts.clear();
  for (std::size_t b = piece.begin; b <= piece.end; ++b) starts.push_back(batch.starts[b] - first);
  const auto cut_out = [&](auto values) {
    return values.empty() ? values : values.subspan(first, piece.tokens);
  };
  return {cut_out(batch.input_ids), cut_out(batch.token_type_ids), starts,
          cut_out(batch.position_ids), cut_out(batch.attention_mask)};
}

/// Which of the rows (ascending, of the batch) are in a piece, [first, second).
std::pair<std::size_t, std::size_t> rows_of(const TokenBatch& batch, const Piece& piece,
                                            std::span<const std::size_t> rows) {
  const auto before = [&](std::size_t token) {
    return static_cast<std::size_t>(std::lower_bound(rows.begin(), rows.end(), token) -
                                    rows.begin());
  };
  return {before(batch.starts[piece.begin]), before(batch.starts[piece.end])};
}

/// Moves the given rows (ascending) to the front and leaves out the rest.
Matrix keep(Matrix m, std::span<const std::size_t> rows) {
  for (std::size_t r = 0; r < rows.size(); ++r) {
    if (rows[r] != r) std::copy_n(m.row(rows[r]), m.cols, m.row(r));
  }
  return m.slice(0, rows.size());
}

/// Projected embeddings, [T, H].
void embed_and_project(const Weights& weights, const TokenBatch& batch, Matrix hidden,
                       const Crew& crew) {
  if (!weights.parts.embedding_projection) {
    embed(weights, batch, hidden, crew.threads());
    return;
  }
  const Matrix embedded = crew.slots().embedded.shape(
      batch.tokens(), static_cast<std::size_t>(weights.config.embedding_size));
  embed(weights, batch, embedded, crew.threads());
  kernels::linear(embedded, weights.projection, {}, hidden, crew.slots().ops, crew.threads());
}

}  // namespace

Matrix encode_piece(const Weights& weights, const TokenBatch& batch,
                    std::span<const std::size_t> rows, const Crew& crew,
                    const HiddenObserver* observer) {
  const SharingSchedule& schedule = weights.schedule;
  const auto size = static_cast<std::size_t>(weights.config.hidden_size);
  const auto per_layer = static_cast<std::size_t>(schedule.steps_per_layer);
  const auto heads = static_cast<std::size_t>(weights.config.num_attention_heads);
  const std::size_t tokens = batch.tokens();
  Matrix hidden = crew.slots().hidden.shape(tokens, size);
  const Matrix qkv = crew.slots().query_key_value.shape(tokens, 3 * size);
  Matrix context = crew.slots().context.shape(tokens, size);
  const auto attention_of = [&](std::size_t step) -> const AttentionWeights& {
    return weights.attention[static_cast<std::size_t>(schedule.steps[step].attention)];
  };

  embed_and_project(weights, batch, hidden, crew);
  if (observer != nullptr) (*observer)(0, hidden);
  kernels::linear(hidden, attention_of(0).query_key_value, {}, qkv, crew.slots().ops,
                  crew.threads());
  const std::size_t steps = schedule.steps.size();
  for (std::size_t s = 0; s < steps; ++s) {
    const FfnWeights& ffn = weights.ffn[static_cast<std::size_t>(schedule.steps[s].ffn)];
    kernels::attention(*weights.kernels, weights.compute_type, qkv, batch.starts,
                       batch.attention_mask, heads, context, crew.slots().ops, crew.threads());
    // From one attention to the next a row needs nothing but itself.
    const bool last = s + 1 == steps;
    if (last) {
      hidden = keep(hidden, rows);
      context = keep(context, rows);
    }
    crew.spread_rows(hidden.rows, [&](std::size_t begin, std::size_t end, const Crew& part) {
      const Matrix block = hidden.slice(begin, end);
      attention_output(weights, attention_of(s), context.slice(begin, end), block, part);
      ffn_block(weights, ffn, block, part);
      if (last) return;
      kernels::linear(block, attention_of(s + 1).query_key_value, {}, qkv.slice(begin, end),
                      part.slots().ops, part.threads());
    });
    if (observer != nullptr && (s + 1) % per_layer == 0) (*observer)((s + 1) / per_layer, hidden);
  }
  return hidden;
}

void encode(const Weights& weights, const TokenBatch& batch, std::span<const std::size_t> rows,
            const Crew& crew, float* result) {
  const auto threads = static_cast<std::size_t>(crew.threads().size());
  const bool enough = batch.tokens() >= threads * kOwnTokens;
  const std::vector<Piece> pieces = cut(batch, enough ? kOwnTokens : kSharedTokens);
  crew.spread(pieces.size(), [&](std::size_t index, const Crew& own) {
    const Piece& piece = pieces[index];
    const auto [begin, end] = rows_of(batch, piece, rows);
    std::vector<std::size_t>& own_rows = own.slots().rows;
    own_rows.assign(rows.begin() + begin, rows.begin() + end);
    for (std::size_t& row : own_rows) row -= batch.starts[piece.begin];
    const Matrix hidden =
        encode_piece(weights, part(batch, piece, own.slots().starts), own_rows, own);
    kernels::copy_rows(hidden, result + begin * hidden.cols);
  });
}

}  // namespace albert::model
