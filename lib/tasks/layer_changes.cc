#include "albert/tasks/layer_changes.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "albert/model/requirements.h"
#include "albert/tasks/batcher.h"
#include "albert/tasks/pooling.h"

namespace albert {
namespace {

/// Of one token.
LayerChange change_of(std::span<const float> before, std::span<const float> after) noexcept {
  double square = 0;
  for (std::size_t j = 0; j < before.size(); ++j) {
    const double difference = double{after[j]} - double{before[j]};
    square += difference * difference;
  }
  const double direction = cosine(before, after);
  return {std::sqrt(square), direction, std::acos(direction) * 180 / std::numbers::pi};
}

}  // namespace

LayerChange& LayerChange::operator+=(const LayerChange& other) noexcept {
  l2 += other.l2;
  cosine += other.cosine;
  angle_degrees += other.angle_degrees;
  return *this;
}

void LayerChanges::add(const LayerChanges& other) {
  tokens += other.tokens;
  sums.resize(std::max(sums.size(), other.sums.size()));
  for (std::size_t i = 0; i < other.sums.size(); ++i) sums[i] += other.sums[i];
}

std::vector<LayerChange> LayerChanges::means() const {
  std::vector<LayerChange> means;
  const auto count = static_cast<double>(tokens);
  for (const LayerChange& sum : sums) {
    means.push_back({sum.l2 / count, sum.cosine / count, sum.angle_degrees / count});
  }
  return means;
}

LayerMeter::LayerMeter(const AlbertModel& model, const Tokenizer& tokenizer,
                       LayerMeterOptions options)
    : model_(model), tokenizer_(tokenizer), options_(options) {
  require_vocabulary(model.config(), tokenizer.vocab_size());
}

std::vector<LayerChanges> LayerMeter::measure(std::span<const TextInput> texts,
                                              Workspace& workspace, ThreadPool& threads) const {
  const WindowedTexts encoded = encode_windows(texts, tokenizer_, model_.config(), options_.window,
                                               options_.truncate, threads);
  const auto size = static_cast<std::size_t>(model_.config().hidden_size);
  std::vector<LayerChanges> windows(encoded.windows.size());
  for_each_batch(encoded.windows, options_.batch_tokens,
                 [&](const TokenBatch& batch, std::span<const std::size_t> indices) {
                   std::vector<float> before;
                   const auto observe = [&](std::size_t layer, std::span<const float> after) {
                     require_finite(after);
                     if (layer > 0) {
                       threads.run(indices.size(), [&](std::size_t b, std::size_t) {
                         LayerChange sum;
                         for (std::size_t t = batch.starts[b]; t < batch.starts[b + 1]; ++t) {
                           sum += change_of(std::span(before).subspan(t * size, size),
                                            after.subspan(t * size, size));
                         }
                         windows[indices[b]].sums.push_back(sum);
                       });
                     }
                     before.assign(after.begin(), after.end());
                   };
                   model_.forward(batch, workspace, threads, observe);
                 });
  std::vector<LayerChanges> changes(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    changes[i].error = encoded.texts[i].error;
    for (std::size_t w = encoded.texts[i].begin; w < encoded.texts[i].end; ++w) {
      windows[w].tokens = encoded.windows[w].encoding.size();
      changes[i].add(windows[w]);
    }
  }
  return changes;
}

}  // namespace albert
