#include "albert/tasks/pseudo_likelihood.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "albert/model/requirements.h"
#include "albert/tasks/windows.h"
#include "albert/tasks/words.h"
#include "tasks/mlm_rows.h"

namespace albert {
namespace {

/// A text as it is scored.
struct PreparedText {
  Encoding encoding;
  std::vector<std::size_t> scored;   ///< positions in `encoding` of the tokens, ascending
  std::vector<std::size_t> word_of;  ///< [scored] index of the token's word
  std::vector<ByteRange> words;
  std::string error;
};

/// The word that each token begins in.
void find_words_of_tokens(PreparedText& text) {
  for (const std::size_t position : text.scored) {
    const std::uint32_t begin = text.encoding.offsets[position].begin;
    const auto after = std::ranges::upper_bound(text.words, begin, {}, &ByteRange::begin);
    const auto index = static_cast<std::size_t>(after - text.words.begin());
    text.word_of.push_back(index - std::min<std::size_t>(index, 1));
  }
}

PreparedText prepare(const TextInput& input, const Tokenizer& tokenizer,
                     const PseudoLikelihoodOptions& options) {
  PreparedText text;
  if (input.pair) {
    text.error = "is a pair, not a single text";
    return text;
  }
  EncodeOptions encode;
  if (options.truncate) encode.max_length = options.window;
  text.encoding = tokenizer.encode(input.text, std::nullopt, encode);
  for (std::size_t i = 0; i < text.encoding.size(); ++i) {
    if (text.encoding.special_tokens_mask[i] == 0) text.scored.push_back(i);
  }
  text.words = find_words(input.text);
  find_words_of_tokens(text);
  if (text.encoding.truncated > 0) {
    text.words.resize(text.scored.empty() ? 0 : text.word_of.back() + 1);
  }
  if (text.encoding.size() - text.scored.size() >= options.window) {
    text.error = fmt::format("leaves no room in windows of {} tokens", options.window);
    text.scored.clear();
  }
  return text;
}

/// The copy of a text in which its token `nth` is masked.
tasks::MlmQuery masked_copy(const PreparedText& text, std::size_t nth, ScoreMethod method,
                            std::size_t window, std::int32_t mask) {
  const auto is_masked = [&](std::size_t other) {
    return other == nth || (method == ScoreMethod::within_word_l2r && other > nth &&
                            text.word_of[other] == text.word_of[nth]);
  };
  tasks::MlmQuery copy;
  for (const std::size_t i : window_around(text.encoding, text.scored[nth], window)) {
    const auto found = std::ranges::lower_bound(text.scored, i);
    const bool scored = found != text.scored.end() && *found == i;
    const auto other = static_cast<std::size_t>(found - text.scored.begin());
    if (scored && other == nth) copy.rows = {copy.input_ids.size()};
    copy.input_ids.push_back(scored && is_masked(other) ? mask : text.encoding.input_ids[i]);
    copy.token_type_ids.push_back(text.encoding.token_type_ids[i]);
  }
  return copy;
}

TextScore add_up(const PreparedText& text, std::span<const float> logprobs) {
  TextScore score;
  score.truncated = text.encoding.truncated;
  double pll = 0;
  std::vector<double> words(text.words.size());
  for (std::size_t nth = 0; nth < text.scored.size(); ++nth) {
    require_finite(std::exp(logprobs[nth]));
    const std::size_t position = text.scored[nth];
    score.tokens.push_back(
        {{text.encoding.offsets[position], logprobs[nth]}, text.encoding.input_ids[position]});
    pll += logprobs[nth];
    if (text.word_of[nth] < words.size()) words[text.word_of[nth]] += logprobs[nth];
  }
  score.pll = static_cast<float>(pll);
  for (std::size_t w = 0; w < words.size(); ++w) {
    score.words.push_back({text.words[w], static_cast<float>(words[w])});
  }
  return score;
}

}  // namespace

double TextScore::pseudo_perplexity() const noexcept {
  if (tokens.empty()) return std::numeric_limits<double>::quiet_NaN();
  return std::exp(-double{pll} / static_cast<double>(tokens.size()));
}

PseudoLikelihood::PseudoLikelihood(const AlbertModel& model, const Tokenizer& tokenizer,
                                   PseudoLikelihoodOptions options)
    : model_(model), tokenizer_(tokenizer), options_(options) {
  require_vocabulary(model.config(), tokenizer.vocab_size());
  require_head(model, Head::mlm);
  options_.window = window_tokens(model.config(), options.window);
}

std::vector<TextScore> PseudoLikelihood::score(std::span<const TextInput> texts,
                                               Workspace& workspace, ThreadPool& threads) const {
  std::vector<PreparedText> prepared(texts.size());
  threads.run(texts.size(), [&](std::size_t i, std::size_t) {
    prepared[i] = prepare(texts[i], tokenizer_, options_);
  });
  struct Copy {
    std::size_t text;
    std::size_t nth;  // of its tokens
  };
  std::vector<Copy> copies;
  std::vector<std::size_t> lengths;
  std::vector<std::vector<float>> logprobs(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    logprobs[i].resize(prepared[i].scored.size());
    for (std::size_t nth = 0; nth < prepared[i].scored.size(); ++nth) {
      copies.push_back({i, nth});
      lengths.push_back(std::min(prepared[i].encoding.size(), options_.window));
    }
  }
  tasks::for_each_mlm_row(
      model_, lengths, options_.batch_tokens,
      [&](std::size_t index) {
        const auto [text, nth] = copies[index];
        return masked_copy(prepared[text], nth, options_.method, options_.window,
                           tokenizer_.special().mask);
      },
      [&](std::size_t index, std::size_t, std::span<const float> logits) {
        const auto [text, nth] = copies[index];
        const std::int32_t token = prepared[text].encoding.input_ids[prepared[text].scored[nth]];
        logprobs[text][nth] = static_cast<float>(logits[static_cast<std::size_t>(token)] -
                                                 tasks::log_sum_exp(logits));
      },
      workspace, threads);
  std::vector<TextScore> scores(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    scores[i] = add_up(prepared[i], logprobs[i]);
    scores[i].error = prepared[i].error;
  }
  return scores;
}

}  // namespace albert
