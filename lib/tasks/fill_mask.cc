#include "albert/tasks/fill_mask.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "albert/model/requirements.h"
#include "albert/tasks/batcher.h"

namespace albert {
namespace {

// Logits of this many bytes at once: 34 masks of a 30,000-piece vocabulary.
constexpr std::size_t kLogitBytes = std::size_t{4} << 20;

/// Order of candidates: likelier first, then the smaller id. A logit that is no number comes last.
struct Likelier {
  std::span<const float> logits;

  float key(std::int32_t token) const noexcept {
    const float logit = logits[static_cast<std::size_t>(token)];
    return std::isnan(logit) ? -std::numeric_limits<float>::infinity() : logit;
  }
  bool operator()(std::int32_t a, std::int32_t b) const noexcept {
    const float key_a = key(a);
    const float key_b = key(b);
    return key_a != key_b ? key_a > key_b : a < b;
  }
};

/// The `count` likeliest tokens of the vocabulary, best first. Rows that have no token (embeddings
/// may be padded) are none.
std::vector<std::int32_t> likeliest(std::span<const float> logits, const Tokenizer& tokenizer,
                                    std::size_t count) {
  const Likelier likelier{logits};
  std::vector<std::int32_t> heap;  // its front is the least likely of those kept
  const auto tokens = static_cast<std::int32_t>(std::min(logits.size(), tokenizer.vocab_size()));
  for (std::int32_t token = 0; token < tokens; ++token) {
    if (!tokenizer.is_token(token)) continue;
    if (heap.size() < count) {
      heap.push_back(token);
      std::push_heap(heap.begin(), heap.end(), likelier);
    } else if (likelier(token, heap.front())) {
      std::pop_heap(heap.begin(), heap.end(), likelier);
      heap.back() = token;
      std::push_heap(heap.begin(), heap.end(), likelier);
    }
  }
  std::sort_heap(heap.begin(), heap.end(), likelier);
  return heap;
}

/// log Σ exp(logit), summed in double in the order of the vocabulary.
double log_sum_exp(std::span<const float> logits) noexcept {
  const float highest = *std::ranges::max_element(logits);
  double sum = 0;
  for (const float logit : logits) sum += std::exp(logit - highest);
  return highest + std::log(sum);
}

}  // namespace

FillMask::FillMask(const AlbertModel& model, const Tokenizer& tokenizer, FillMaskOptions options)
    : model_(model), tokenizer_(tokenizer), options_(std::move(options)) {
  require_vocabulary(model.config(), tokenizer.vocab_size());
  require_head(model, Head::mlm);
}

std::vector<FilledText> FillMask::fill(std::span<const TextInput> texts, Workspace& workspace,
                                       ThreadPool& threads) const {
  std::vector<EncodedText> encoded =
      encode_texts(texts, tokenizer_, model_.config(), options_.long_text, threads);
  std::vector<FilledText> filled(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::vector<std::int32_t>& ids = encoded[i].encoding.input_ids;
    for (std::size_t at = 0; at < ids.size(); ++at) {
      if (ids[at] == tokenizer_.special().mask) filled[i].masks.push_back(at);
    }
    if (encoded[i].good() && filled[i].masks.empty()) {
      encoded[i].error = fmt::format("has no {}", tokenizer_.piece(tokenizer_.special().mask));
    }
    filled[i].error = encoded[i].error;
    filled[i].truncated = encoded[i].encoding.truncated;
  }
  for_each_batch(encoded, options_.batch_tokens,
                 [&](const TokenBatch& batch, std::span<const std::size_t> indices) {
                   fill_batch(batch, indices, filled, workspace, threads);
                 });
  for (std::size_t i = 0; i < texts.size(); ++i) {
    filled[i].input_ids = std::move(encoded[i].encoding.input_ids);
  }
  return filled;
}

void FillMask::fill_batch(const TokenBatch& batch, std::span<const std::size_t> indices,
                          std::span<FilledText> texts, Workspace& workspace,
                          ThreadPool& threads) const {
  const auto hidden_size = static_cast<std::size_t>(model_.config().hidden_size);
  const auto vocab = static_cast<std::size_t>(model_.config().vocab_size);
  std::vector<std::size_t> masks;                  // rows of the batch
  std::vector<std::vector<MaskCandidate>*> where;  // [masks of the batch]
  for (std::size_t b = 0; b < indices.size(); ++b) {
    FilledText& text = texts[indices[b]];
    text.candidates.resize(text.masks.size());
    for (std::size_t m = 0; m < text.masks.size(); ++m) {
      masks.push_back(batch.starts[b] + text.masks[m]);
      where.push_back(&text.candidates[m]);
    }
  }
  const std::span<const float> hidden = model_.forward_rows(batch, masks, workspace, threads);
  const std::size_t chunk = std::max<std::size_t>(1, kLogitBytes / (vocab * sizeof(float)));
  std::vector<float> logits(std::min(chunk, where.size()) * vocab);
  for (std::size_t first = 0; first < where.size(); first += chunk) {
    const std::size_t count = std::min(chunk, where.size() - first);
    const std::span<float> out(logits.data(), count * vocab);
    model_.mlm_logits(hidden.subspan(first * hidden_size, count * hidden_size), out, workspace,
                      threads);
    threads.run(count, [&](std::size_t i, std::size_t) {
      *where[first + i] = best(out.subspan(i * vocab, vocab));
    });
    for (std::size_t i = 0; i < count; ++i) {
      for (const MaskCandidate& candidate : *where[first + i]) require_probability(candidate.score);
    }
  }
}

std::vector<MaskCandidate> FillMask::best(std::span<const float> logits) const {
  std::vector<std::int32_t> tokens = options_.targets;
  if (tokens.empty()) {
    tokens = likeliest(logits, tokenizer_, options_.top_k);
  } else {
    std::ranges::sort(tokens, Likelier{logits});
    tokens.resize(std::min(tokens.size(), options_.top_k));
  }
  const double norm = log_sum_exp(logits);
  std::vector<MaskCandidate> candidates;
  candidates.reserve(tokens.size());
  for (const std::int32_t token : tokens) {
    const double logit = logits[static_cast<std::size_t>(token)];
    candidates.push_back({token, static_cast<float>(std::exp(logit - norm))});
  }
  return candidates;
}

std::string FillMask::sequence(const FilledText& text, std::size_t mask, std::int32_t token) const {
  std::vector<std::int32_t> ids = text.input_ids;
  ids[text.masks[mask]] = token;
  std::erase(ids, tokenizer_.special().pad);
  DecodeOptions options;
  options.skip_special_tokens = text.masks.size() == 1;
  return tokenizer_.decode(ids, options);
}

std::string FillMask::token_string(std::int32_t token) const {
  return tokenizer_.decode(std::span(&token, 1));
}

MaskTarget find_target(const Tokenizer& tokenizer, std::string_view word) {
  if (const auto token = tokenizer.find(word)) return {*token, 1};
  EncodeOptions options;
  options.add_special_tokens = false;
  const Encoding encoding = tokenizer.encode(word, std::nullopt, options);
  return {encoding.input_ids.empty() ? 0 : encoding.input_ids.front(), encoding.size()};
}

}  // namespace albert
