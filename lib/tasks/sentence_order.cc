#include "albert/tasks/sentence_order.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

#include <fmt/format.h>

namespace albert {
namespace {

constexpr double kWorst = -std::numeric_limits<double>::infinity();

/// ln p(in order) of two logits, exact also where p is tiny.
double log_in_order(const SopScore& score) noexcept {
  const double behind = double{score.logits[1]} - double{score.logits[0]};
  return behind > 0 ? -behind - std::log1p(std::exp(-behind)) : -std::log1p(std::exp(behind));
}

SentencePath scored(const PairLogprobs& pairs, std::vector<std::size_t> order) {
  SentencePath path = {std::move(order), 0};
  for (std::size_t i = 1; i < path.order.size(); ++i) {
    path.score += pairs(path.order[i - 1], path.order[i]);
  }
  return path;
}

/// The beginning of an order.
struct PartialOrder {
  std::vector<std::size_t> order;
  std::vector<bool> used;  // [sentences]
  double score = 0;
};

}  // namespace

SentencePath best_path(const PairLogprobs& pairs) {
  const std::size_t n = pairs.sentences();
  if (n == 0) return {};
  // best[set * n + first]: the score of the best order of `set` that begins with `first`.
  const std::size_t sets = std::size_t{1} << n;
  std::vector<double> best(sets * n, kWorst);
  std::vector<std::size_t> next(sets * n, n);
  for (std::size_t set = 1; set < sets; ++set) {
    for (std::size_t first = 0; first < n; ++first) {
      const std::size_t rest = set ^ (std::size_t{1} << first);
      if (rest > set) continue;  // `first` is not in the set
      const std::size_t at = set * n + first;
      if (rest == 0) best[at] = 0;
      for (std::size_t second = 0; second < n; ++second) {
        if ((rest >> second & 1U) == 0) continue;
        const double score = pairs(first, second) + best[rest * n + second];
        if (next[at] != n && score <= best[at]) continue;
        best[at] = score;
        next[at] = second;
      }
    }
  }
  const auto last_set = best.end() - static_cast<std::ptrdiff_t>(n);
  auto first = static_cast<std::size_t>(std::max_element(last_set, best.end()) - last_set);
  std::vector<std::size_t> order;
  for (std::size_t set = sets - 1; set != 0;) {
    order.push_back(first);
    const std::size_t second = next[set * n + first];
    set ^= std::size_t{1} << first;
    first = second;
  }
  return scored(pairs, std::move(order));
}

SentencePath beam_path(const PairLogprobs& pairs, std::size_t beam) {
  const std::size_t n = pairs.sentences();
  std::vector<PartialOrder> kept = {{{}, std::vector<bool>(n), 0}};
  for (std::size_t length = 0; length < n; ++length) {
    struct Step {
      std::size_t from;
      std::size_t next;
      double score;
    };
    std::vector<Step> steps;
    for (std::size_t from = 0; from < kept.size(); ++from) {
      for (std::size_t next = 0; next < n; ++next) {
        if (kept[from].used[next]) continue;
        const double added = length == 0 ? 0 : pairs(kept[from].order.back(), next);
        steps.push_back({from, next, kept[from].score + added});
      }
    }
    std::ranges::stable_sort(steps, std::ranges::greater(), &Step::score);
    std::vector<PartialOrder> longer;
    std::set<std::pair<std::vector<bool>, std::size_t>> seen;  // sentences and the last one
    for (const Step& step : steps) {
      if (longer.size() == std::max<std::size_t>(beam, 1)) break;
      PartialOrder partial = kept[step.from];
      partial.used[step.next] = true;
      if (!seen.emplace(partial.used, step.next).second) continue;
      partial.order.push_back(step.next);
      partial.score = step.score;
      longer.push_back(std::move(partial));
    }
    kept = std::move(longer);
  }
  return scored(pairs, std::move(kept.front().order));
}

std::vector<SentenceOrder> SentenceOrderer::order(
    std::span<const std::span<const std::string>> documents, Workspace& workspace,
    ThreadPool& threads) const {
  std::vector<TextInput> pairs;
  for (const std::span<const std::string> sentences : documents) {
    for (const std::string& first : sentences) {
      for (const std::string& second : sentences) {
        if (&first != &second) pairs.push_back({first, second});
      }
    }
  }
  const std::vector<SopScore> scores = scorer_.score(pairs, workspace, threads);
  std::vector<SentenceOrder> orders(documents.size());
  auto score = scores.begin();
  for (std::size_t d = 0; d < documents.size(); ++d) {
    const std::size_t n = documents[d].size();
    SentenceOrder& result = orders[d];
    result.pairs = PairLogprobs(n);
    for (std::size_t first = 0; first < n; ++first) {
      for (std::size_t second = 0; second < n; ++second) {
        if (first == second) continue;
        result.pairs(first, second) = log_in_order(*score);
        result.truncated += score->truncated;
        if (!score->good() && result.good()) {
          result.error =
              fmt::format("sentences {} and {}: the pair {}", first + 1, second + 1, score->error);
        }
        ++score;
      }
    }
  }
  threads.run(documents.size(), [&](std::size_t d, std::size_t) {
    SentenceOrder& result = orders[d];
    if (!result.good()) return;
    const bool is_exact = documents[d].size() <= options_.exact;
    result.path = is_exact ? best_path(result.pairs) : beam_path(result.pairs, options_.beam);
  });
  return orders;
}

}  // namespace albert
