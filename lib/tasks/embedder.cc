#include "albert/tasks/embedder.h"

#include <algorithm>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "albert/base/error.h"
#include "albert/model/requirements.h"
#include "albert/tasks/batcher.h"
#include "albert/tasks/pooling.h"

namespace albert {
namespace {

std::size_t layer_index(std::optional<int> wanted, std::int64_t layers) {
  const std::int64_t layer = wanted.value_or(-1);
  if (layer > layers || layer < -layers - 1) {
    throw Error(ErrorCode::usage,
                fmt::format("there is no layer {}; the model has {}, and 0 is after the projection",
                            layer, layers),
                "layer");
  }
  return static_cast<std::size_t>(layer < 0 ? layer + layers + 1 : layer);
}

/// Of the steps' result; a Dense module may change it.
std::size_t dimension_of(const EmbedderOptions& options, std::size_t hidden_size) {
  if (options.token_vectors) return hidden_size;
  std::size_t size = options.modules.pooling.size() * hidden_size;
  for (const auto& step : options.modules.steps) {
    if (const auto* dense = std::get_if<DenseModule>(&step)) size = dense->outputs;
  }
  return size;
}

bool reads_first_row(Pooling pooling) noexcept {
  return pooling == Pooling::cls || pooling == Pooling::pooler;
}

}  // namespace

Embedder::Embedder(const AlbertModel& model, const Tokenizer& tokenizer, EmbedderOptions options)
    : model_(model),
      tokenizer_(tokenizer),
      options_(std::move(options)),
      layer_(layer_index(options_.layer, model.config().num_hidden_layers)),
      dimension_(dimension_of(options_, static_cast<std::size_t>(model.config().hidden_size))) {
  require_vocabulary(model.config(), tokenizer.vocab_size());
  const std::vector<Pooling>& pooling = options_.modules.pooling;
  const bool last_layer = layer_ == static_cast<std::size_t>(model.config().num_hidden_layers);
  first_rows_ =
      !options_.token_vectors && last_layer && std::ranges::all_of(pooling, reads_first_row);
  if (options_.token_vectors || std::ranges::count(pooling, Pooling::pooler) == 0) return;
  if (!model.parts().has(Component::pooler)) {
    throw Error(ErrorCode::model, "the model has no pooler", "albert.pooler.*",
                "choose another pooling");
  }
  if (!first_rows_ || pooling.size() > 1) {
    throw Error(ErrorCode::usage, "the pooler reads the last layer, and stands alone", "pooling");
  }
}

EncodedText Embedder::encode(std::string_view text) const {
  const bool truncate = options_.long_text == LongText::truncate;
  const auto positions = static_cast<std::size_t>(model_.config().max_position_embeddings);
  EncodeOptions encode_options;
  encode_options.max_length = options_.modules.max_length;
  if (truncate && encode_options.max_length == 0) encode_options.max_length = positions;
  EncodedText encoded;
  const std::string& prompt = options_.modules.prompt;
  encoded.encoding =
      prompt.empty() ? tokenizer_.encode(text, std::nullopt, encode_options)
                     : tokenizer_.encode(prompt + std::string(text), std::nullopt, encode_options);
  encoded.error = length_problem(encoded.encoding.size(), model_.config());
  return encoded;
}

std::vector<Embedding> Embedder::embed(std::span<const std::string_view> texts,
                                       Workspace& workspace, ThreadPool& threads) const {
  std::vector<EncodedText> encoded(texts.size());
  threads.run(texts.size(), [&](std::size_t i, std::size_t) { encoded[i] = encode(texts[i]); });
  std::vector<Embedding> answers(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    answers[i].error = encoded[i].error;
    answers[i].truncated = encoded[i].encoding.truncated;
  }
  for_each_batch(encoded, options_.batch_tokens,
                 [&](const TokenBatch& batch, std::span<const std::size_t> indices) {
                   embed_batch(batch, indices, answers, workspace, threads);
                 });
  for (std::size_t i = 0; i < texts.size(); ++i) {
    require_finite(answers[i].values);
    if (options_.token_vectors) answers[i].tokens = std::move(encoded[i].encoding.input_ids);
  }
  return answers;
}

void Embedder::embed_batch(const TokenBatch& batch, std::span<const std::size_t> indices,
                           std::span<Embedding> answers, Workspace& workspace,
                           ThreadPool& threads) const {
  const auto size = static_cast<std::size_t>(model_.config().hidden_size);
  std::vector<float> computed;  // what is not in the workspace
  std::span<const float> rows;
  if (first_rows_) {
    rows = model_.forward_rows(batch, batch.starts.first(indices.size()), workspace, threads);
    if (options_.modules.pooling.front() == Pooling::pooler) {
      computed.resize(rows.size());
      model_.pool(rows, computed, workspace, threads);
      rows = computed;
    }
  } else if (layer_ == static_cast<std::size_t>(model_.config().num_hidden_layers)) {
    rows = model_.forward(batch, workspace, threads);
  } else {
    model_.forward(batch, workspace, threads,
                   [&](std::size_t layer, std::span<const float> hidden) {
                     if (layer == layer_) computed.assign(hidden.begin(), hidden.end());
                   });
    rows = computed;
  }
  threads.run(indices.size(), [&](std::size_t b, std::size_t) {
    const std::size_t begin = first_rows_ ? b : batch.starts[b];
    const std::size_t end = first_rows_ ? b + 1 : batch.starts[b + 1];
    const std::span<const float> own = rows.subspan(begin * size, (end - begin) * size);
    std::vector<float>& values = answers[indices[b]].values;
    if (options_.token_vectors) {
      values.assign(own.begin(), own.end());
    } else {
      values = sentence_vector(own);
    }
    if (!options_.normalize) return;
    for (std::size_t at = 0; at < values.size(); at += dimension_) {
      normalize(std::span(values).subspan(at, dimension_));
    }
  });
}

std::vector<float> Embedder::sentence_vector(std::span<const float> rows) const {
  const auto size = static_cast<std::size_t>(model_.config().hidden_size);
  const std::vector<Pooling>& pooling = options_.modules.pooling;
  std::vector<float> vector(pooling.size() * size);
  for (std::size_t i = 0; i < pooling.size(); ++i) {
    // The pooler's output is a row already.
    const Pooling mode = pooling[i] == Pooling::pooler ? Pooling::cls : pooling[i];
    pool_tokens(rows, mode, std::span(vector).subspan(i * size, size));
  }
  for (const auto& step : options_.modules.steps) {
    if (const auto* dense = std::get_if<DenseModule>(&step)) {
      std::vector<float> next(dense->outputs);
      apply_dense(*dense, vector, next);
      vector = std::move(next);
    } else {
      normalize(vector);
    }
  }
  return vector;
}

}  // namespace albert
