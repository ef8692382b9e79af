#include "albert/tasks/fill_mask.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "albert/base/error.h"
#include "albert/model/requirements.h"
#include "albert/tasks/windows.h"
#include "tasks/blanks.h"

namespace albert {
namespace {

constexpr std::size_t kDefaultTopK = 5;

using Targets = std::vector<MaskTarget>;

/// Masks from left to right, the first of them filled.
struct Draft {
  Encoding encoding;
  std::vector<MaskCandidate> masks;
  double logprob = 0;
  std::size_t shift = 0;  // tokens that the fillings have in addition to the masks
};

/// `draft` with the mask at `position` filled.
Draft filled(const Draft& draft, std::size_t position, const MaskCandidate& candidate) {
  Draft next = draft;
  next.masks.push_back(candidate);
  next.logprob += candidate.logprob;
  next.shift += candidate.tokens.size() - 1;
  const auto at = static_cast<std::ptrdiff_t>(position);
  const auto repeat = [&](auto& values) {
    const auto value = values[position];
    values.insert(values.begin() + at, candidate.tokens.size() - 1, value);
  };
  repeat(next.encoding.input_ids);
  repeat(next.encoding.token_type_ids);
  repeat(next.encoding.special_tokens_mask);
  std::ranges::copy(candidate.tokens, next.encoding.input_ids.begin() + at);
  return next;
}

/// The `count` best of all drafts with the mask at `position` (before their shifts) filled.
std::vector<Draft> best_drafts(const std::vector<Draft>& drafts, std::size_t position,
                               std::span<const std::vector<MaskCandidate>> candidates,
                               std::size_t count) {
  struct Choice {
    std::size_t draft;
    const MaskCandidate* candidate;
    double logprob;
  };
  std::vector<Choice> choices;
  for (std::size_t d = 0; d < drafts.size(); ++d) {
    for (const MaskCandidate& candidate : candidates[d]) {
      choices.push_back({d, &candidate, drafts[d].logprob + candidate.logprob});
    }
  }
  std::ranges::stable_sort(choices, std::ranges::greater(), &Choice::logprob);
  choices.resize(std::min(choices.size(), count));
  std::vector<Draft> best;
  best.reserve(choices.size());
  for (const Choice& choice : choices) {
    const Draft& draft = drafts[choice.draft];
    best.push_back(filled(draft, position + draft.shift, *choice.candidate));
  }
  return best;
}

}  // namespace

/// A text while it is being filled.
struct FillMask::Prepared {
  Encoding encoding;
  Targets at_beginning;                              // the record's own
  std::vector<Targets> by_mask;                      // [masks] of those that do not begin a word
  std::vector<std::span<const MaskTarget>> targets;  // [masks], into these or targets_
};

FillMask::FillMask(const AlbertModel& model, const Tokenizer& tokenizer, FillMaskOptions options)
    : model_(model), tokenizer_(tokenizer), options_(std::move(options)) {
  require_vocabulary(model.config(), tokenizer.vocab_size());
  require_head(model, Head::mlm);
  options_.window = window_tokens(model.config(), options_.window);
  FoundTargets found = find_targets(tokenizer, options_.targets, {}, options_.raw_targets);
  if (!found.error.empty()) throw Error(ErrorCode::usage, found.error);
  targets_ = std::move(found.targets);
}

std::vector<FilledText> FillMask::fill(std::span<const MaskedInput> texts, Workspace& workspace,
                                       ThreadPool& threads) const {
  std::vector<FilledText> filled(texts.size());
  const std::vector<Prepared> prepared = prepare(texts, filled, threads);
  if (options_.joint) {
    fill_together(prepared, filled, workspace, threads);
  } else {
    fill_each(prepared, filled, workspace, threads);
  }
  return filled;
}

std::vector<FillMask::Prepared> FillMask::prepare(std::span<const MaskedInput> texts,
                                                  std::vector<FilledText>& filled,
                                                  ThreadPool& threads) const {
  std::vector<TextInput> inputs;
  inputs.reserve(texts.size());
  for (const MaskedInput& input : texts) inputs.push_back(input.text);
  std::vector<EncodedText> encoded = encode_texts(
      inputs, tokenizer_, model_.config(), options_.truncate ? LongText::truncate : LongText::keep,
      threads, options_.window);
  std::vector<Prepared> prepared(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    FilledText& text = filled[i];
    Encoding& encoding = prepared[i].encoding = std::move(encoded[i].encoding);
    text.error = std::move(encoded[i].error);
    text.truncated = encoding.truncated;
    text.input_ids = encoding.input_ids;
    for (std::size_t at = 0; at < encoding.size(); ++at) {
      if (encoding.input_ids[at] == tokenizer_.special().mask) text.masks.push_back(at);
    }
    if (!text.good()) continue;
    if (text.masks.empty()) {
      text.error = fmt::format("has no {}", tokenizer_.piece(tokenizer_.special().mask));
    } else if (static_cast<std::size_t>(std::ranges::count(encoding.special_tokens_mask, 1)) >=
               options_.window) {
      text.error = fmt::format("leaves no room in windows of {} tokens", options_.window);
    } else {
      text.error = find_text_targets(texts[i], text, prepared[i]);
    }
  }
  return prepared;
}

/// Fills prepared.targets; returns the problem of a target that has no pieces.
std::string FillMask::find_text_targets(const MaskedInput& input, const FilledText& text,
                                        Prepared& prepared) const {
  const std::span<const std::string> words =
      input.targets.empty() ? std::span(options_.targets) : input.targets;
  const auto find = [&](const MaskContext& context, Targets& targets) {
    FoundTargets found = find_targets(tokenizer_, words, context, options_.raw_targets);
    targets = std::move(found.targets);
    return found.error;
  };
  const Targets* at_beginning = &targets_;
  if (!input.targets.empty()) {
    at_beginning = &prepared.at_beginning;
    if (std::string error = find({}, prepared.at_beginning); !error.empty()) return error;
  }
  prepared.by_mask.resize(text.masks.size());
  for (std::size_t m = 0; m < text.masks.size(); ++m) {
    prepared.targets.emplace_back(*at_beginning);
    if (words.empty() || options_.raw_targets) continue;
    const bool in_pair = prepared.encoding.token_type_ids[text.masks[m]] != 0 && input.text.pair;
    const MaskContext context = mask_context(
        prepared.encoding, text.masks[m], in_pair ? *input.text.pair : input.text.text, tokenizer_);
    if (context.begins_word) continue;
    if (std::string error = find(context, prepared.by_mask[m]); !error.empty()) return error;
    prepared.targets.back() = prepared.by_mask[m];
  }
  return {};
}

void FillMask::fill_each(std::span<const Prepared> texts, std::span<FilledText> filled,
                         Workspace& workspace, ThreadPool& threads) const {
  std::vector<tasks::Blank> blanks;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (!filled[i].good()) continue;
    for (std::size_t m = 0; m < filled[i].masks.size(); ++m) {
      const std::span<const MaskTarget> targets = texts[i].targets[m];
      const std::size_t all = targets.empty() ? kDefaultTopK : targets.size();
      blanks.push_back({&texts[i].encoding, filled[i].masks[m], targets,
                        options_.top_k > 0 ? options_.top_k : all});
    }
  }
  auto candidates = tasks::fill_blanks(model_, tokenizer_, blanks, options_.window,
                                       options_.batch_tokens, workspace, threads);
  auto next = candidates.begin();
  for (FilledText& text : filled) {
    if (!text.good()) continue;
    const auto end = next + static_cast<std::ptrdiff_t>(text.masks.size());
    text.candidates.assign(std::move_iterator(next), std::move_iterator(end));
    next = end;
  }
}

void FillMask::fill_together(std::span<const Prepared> texts, std::span<FilledText> filled,
                             Workspace& workspace, ThreadPool& threads) const {
  const std::size_t wanted = options_.top_k > 0 ? options_.top_k : kDefaultTopK;
  const std::size_t beam = std::max(options_.beam, wanted);
  std::size_t most_masks = 0;
  std::vector<std::vector<Draft>> drafts(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (!filled[i].good()) continue;
    drafts[i].push_back({texts[i].encoding, {}, 0, 0});
    most_masks = std::max(most_masks, filled[i].masks.size());
  }
  for (std::size_t m = 0; m < most_masks; ++m) {
    const auto has_mask = [&](std::size_t i) {
      return filled[i].good() && m < filled[i].masks.size();
    };
    std::vector<tasks::Blank> blanks;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (!has_mask(i)) continue;
      for (const Draft& draft : drafts[i]) {
        blanks.push_back(
            {&draft.encoding, filled[i].masks[m] + draft.shift, texts[i].targets[m], beam});
      }
    }
    const auto candidates = tasks::fill_blanks(model_, tokenizer_, blanks, options_.window,
                                               options_.batch_tokens, workspace, threads);
    std::span<const std::vector<MaskCandidate>> rest = candidates;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (!has_mask(i)) continue;
      const std::size_t count = drafts[i].size();
      drafts[i] = best_drafts(drafts[i], filled[i].masks[m], rest.first(count), beam);
      rest = rest.subspan(count);
    }
  }
  for (std::size_t i = 0; i < texts.size(); ++i) {
    drafts[i].resize(std::min(drafts[i].size(), wanted));
    for (Draft& draft : drafts[i]) {
      filled[i].fillings.push_back(
          {std::move(draft.masks), static_cast<float>(std::exp(draft.logprob)), draft.logprob});
    }
  }
}

std::string FillMask::sequence(const FilledText& text, std::size_t mask,
                               std::span<const std::int32_t> tokens) const {
  std::vector<std::int32_t> ids = text.input_ids;
  const auto at = ids.begin() + static_cast<std::ptrdiff_t>(text.masks[mask]);
  ids.insert(ids.erase(at), tokens.begin(), tokens.end());
  return decode(std::move(ids), text.masks.size() == 1);
}

std::string FillMask::sequence(const FilledText& text, const JointFilling& filling) const {
  std::vector<std::int32_t> ids;
  std::size_t mask = 0;
  for (std::size_t i = 0; i < text.input_ids.size(); ++i) {
    if (mask < text.masks.size() && i == text.masks[mask]) {
      const std::vector<std::int32_t>& tokens = filling.masks[mask].tokens;
      ids.insert(ids.end(), tokens.begin(), tokens.end());
      ++mask;
    } else {
      ids.push_back(text.input_ids[i]);
    }
  }
  return decode(std::move(ids), true);
}

std::string FillMask::decode(std::vector<std::int32_t> ids, bool skip_special_tokens) const {
  std::erase(ids, tokenizer_.special().pad);
  DecodeOptions options;
  options.skip_special_tokens = skip_special_tokens;
  return tokenizer_.decode(ids, options);
}

std::string FillMask::token_string(std::span<const std::int32_t> tokens) const {
  return tokenizer_.decode(tokens);
}

}  // namespace albert
