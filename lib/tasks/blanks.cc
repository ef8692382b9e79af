#include "tasks/blanks.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <utility>

#include "albert/model/requirements.h"
#include "albert/tasks/windows.h"
#include "tasks/mlm_rows.h"

namespace albert::tasks {
namespace {

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

/// Row `row` of a run predicts the next piece of some targets of a blank, or any token.
struct Reading {
  std::size_t row = 0;  // position in the run's encoding
  std::size_t blank = 0;
  std::vector<std::size_t> targets = {};
};

/// An encoding with `slots` masks in the place of the one at `position`, the first of them filled.
struct Run {
  const Encoding* encoding = nullptr;
  std::size_t position = 0;
  std::size_t slots = 1;
  std::vector<std::int32_t> filled = {};
  std::vector<Reading> readings = {};

  std::size_t size() const noexcept { return encoding->size() + slots - 1; }
};

/// The runs that one blank needs: one for all targets of a piece or for every token, and for
/// targets of several pieces one for each beginning of them.
std::vector<Run> runs_of(const Blank& blank, std::size_t index) {
  std::map<std::pair<std::size_t, std::vector<std::int32_t>>, std::vector<std::size_t>> readers;
  for (std::size_t t = 0; t < blank.targets.size(); ++t) {
    const std::vector<std::int32_t>& pieces = blank.targets[t].pieces;
    for (std::size_t known = 0; known < pieces.size(); ++known) {
      const auto end = pieces.begin() + static_cast<std::ptrdiff_t>(known);
      readers[{pieces.size(), {pieces.begin(), end}}].push_back(t);
    }
  }
  if (blank.targets.empty()) readers[{1, {}}] = {};
  std::vector<Run> runs;
  for (auto& [key, targets] : readers) {
    const std::size_t row = blank.position + key.second.size();
    runs.push_back({blank.encoding,
                    blank.position,
                    key.first,
                    key.second,
                    {{row, index, std::move(targets)}}});
  }
  return runs;
}

/// What the model reads for a run, in a window where it is long.
MlmQuery query_of(const Run& run, std::size_t window, std::int32_t mask) {
  const Encoding& given = *run.encoding;
  MlmQuery query;
  std::size_t reading = 0;
  const auto add = [&](std::size_t i) {
    if (reading < run.readings.size() && i == run.readings[reading].row) {
      query.rows.push_back(query.input_ids.size());
      ++reading;
    }
    std::size_t source = i;
    std::optional<std::int32_t> slot;
    if (i >= run.position) {
      const std::size_t nth = i - run.position;
      source = i - std::min(nth, run.slots - 1);
      if (nth < run.slots) slot = nth < run.filled.size() ? run.filled[nth] : mask;
    }
    query.input_ids.push_back(slot.value_or(given.input_ids[source]));
    query.token_type_ids.push_back(given.token_type_ids[source]);
  };
  if (run.size() <= window) {
    for (std::size_t i = 0; i < run.size(); ++i) add(i);
    return query;
  }
  Encoding whole;
  whole.special_tokens_mask = given.special_tokens_mask;
  whole.special_tokens_mask.insert(
      whole.special_tokens_mask.begin() + static_cast<std::ptrdiff_t>(run.position), run.slots - 1,
      0);
  for (const std::size_t i : window_around(whole, run.readings.front().row, window)) add(i);
  return query;
}

/// Runs for all blanks; one for those of an encoding that fits the window.
std::vector<Run> plan_runs(std::span<const Blank> blanks, std::size_t window) {
  std::vector<Run> runs;
  std::optional<std::size_t> shared;  // index of the last run that others can share
  for (std::size_t b = 0; b < blanks.size(); ++b) {
    for (Run& run : runs_of(blanks[b], b)) {
      const bool shares = run.slots == 1 && run.size() <= window;
      if (shares && shared && runs[*shared].encoding == run.encoding) {
        runs[*shared].readings.push_back(std::move(run.readings.front()));
        continue;
      }
      if (shares) shared = runs.size();
      runs.push_back(std::move(run));
    }
  }
  return runs;
}

MaskCandidate candidate(std::vector<std::int32_t> tokens, double logprob, std::string target) {
  return {std::move(tokens), static_cast<float>(std::exp(logprob)), logprob, std::move(target)};
}

std::vector<MaskCandidate> best_tokens(std::span<const float> logits, const Tokenizer& tokenizer,
                                       std::size_t count) {
  const double norm = log_sum_exp(logits);
  std::vector<MaskCandidate> candidates;
  for (const std::int32_t token : likeliest(logits, tokenizer, count)) {
    candidates.push_back(candidate({token}, logits[static_cast<std::size_t>(token)] - norm, {}));
  }
  return candidates;
}

std::vector<MaskCandidate> best_targets(const Blank& blank,
                                        std::span<const std::vector<double>> logprobs) {
  std::vector<MaskCandidate> candidates;
  for (std::size_t t = 0; t < blank.targets.size(); ++t) {
    double sum = 0;
    for (const double logprob : logprobs[t]) sum += logprob;
    candidates.push_back(candidate(blank.targets[t].pieces, sum, blank.targets[t].word));
    require_finite(candidates.back().score);
  }
  std::ranges::sort(candidates, [](const MaskCandidate& a, const MaskCandidate& b) {
    return a.logprob != b.logprob ? a.logprob > b.logprob : a.tokens < b.tokens;
  });
  candidates.resize(std::min(candidates.size(), blank.count));
  return candidates;
}

}  // namespace

std::vector<std::vector<MaskCandidate>> fill_blanks(const AlbertModel& model,
                                                    const Tokenizer& tokenizer,
                                                    std::span<const Blank> blanks,
                                                    std::size_t window, std::size_t batch_tokens,
                                                    Workspace& workspace, ThreadPool& threads) {
  const std::vector<Run> runs = plan_runs(blanks, window);
  std::vector<std::size_t> lengths;
  lengths.reserve(runs.size());
  for (const Run& run : runs) lengths.push_back(std::min(run.size(), window));
  // Each reading has its own elements: rows are read in parallel.
  std::vector<std::vector<std::vector<double>>> logprobs(blanks.size());  // [target][piece]
  for (std::size_t b = 0; b < blanks.size(); ++b) {
    for (const MaskTarget& target : blanks[b].targets) {
      logprobs[b].emplace_back(target.pieces.size());
    }
  }
  std::vector<std::vector<MaskCandidate>> candidates(blanks.size());
  for_each_mlm_row(
      model, lengths, batch_tokens,
      [&](std::size_t index) { return query_of(runs[index], window, tokenizer.special().mask); },
      [&](std::size_t index, std::size_t nth, std::span<const float> logits) {
        const Run& run = runs[index];
        const Reading& reading = run.readings[nth];
        const Blank& blank = blanks[reading.blank];
        if (blank.targets.empty()) {
          candidates[reading.blank] = best_tokens(logits, tokenizer, blank.count);
          return;
        }
        const double norm = log_sum_exp(logits);
        const std::size_t piece = run.filled.size();
        for (const std::size_t t : reading.targets) {
          const std::int32_t token = blank.targets[t].pieces[piece];
          logprobs[reading.blank][t][piece] = logits[static_cast<std::size_t>(token)] - norm;
        }
      },
      workspace, threads);
  for (std::size_t b = 0; b < blanks.size(); ++b) {
    if (!blanks[b].targets.empty()) {
      candidates[b] = best_targets(blanks[b], logprobs[b]);
      continue;
    }
    for (const MaskCandidate& one : candidates[b]) require_finite(one.score);
  }
  return candidates;
}

}  // namespace albert::tasks
