#include "albert/train/data/masking.h"

#include <algorithm>
#include <cmath>

namespace albert::train {
namespace {

/// Tokens [begin, end) of one word; the words of a segment are consecutive.
struct Word {
  std::uint32_t begin;
  std::uint32_t end;
  std::uint32_t segment;
};

std::vector<Word> words_of(std::span<const std::int32_t> ids, const Vocabulary& vocabulary,
                           bool whole_words) {
  std::vector<Word> words;
  std::uint32_t segment = 0;
  bool fresh = true;  // the next token always begins a word
  for (std::uint32_t i = 0; i < ids.size(); ++i) {
    const std::int32_t id = ids[i];
    if (id == vocabulary.special.cls || id == vocabulary.special.sep) {
      ++segment;
      fresh = true;
      continue;
    }
    const bool starts = vocabulary.starts_word[static_cast<std::size_t>(id)] != 0;
    if (fresh || starts || !whole_words) {
      words.push_back({i, i + 1, segment});
    } else {
      words.back().end = i + 1;
    }
    fresh = false;
  }
  return words;
}

/// Draws n in 1…longest with probability ∝ 1/n.
std::size_t draw_length(std::size_t longest, Random& random) {
  double total = 0;
  for (std::size_t n = 1; n <= longest; ++n) total += 1.0 / static_cast<double>(n);
  double point = random.uniform() * total;
  for (std::size_t n = 1; n < longest; ++n) {
    point -= 1.0 / static_cast<double>(n);
    if (point < 0) return n;
  }
  return longest;
}

}  // namespace

void mask_tokens(std::span<std::int32_t> ids, const Vocabulary& vocabulary,
                 const MaskingOptions& options, Random& random, MaskedTokens& result) {
  result.rows.clear();
  result.labels.clear();
  const std::vector<Word> words = words_of(ids, vocabulary, options.whole_words);
  std::size_t budget = std::max<std::size_t>(
      1, static_cast<std::size_t>(std::lround(options.share * static_cast<double>(ids.size()))));
  if (options.max_predictions != 0) budget = std::min(budget, options.max_predictions);

  std::vector<std::uint32_t> order(words.size());
  for (std::uint32_t w = 0; w < order.size(); ++w) order[w] = w;
  random.shuffle(std::span(order));
  std::vector<std::uint8_t> hidden(ids.size(), 0);
  for (const std::uint32_t first : order) {
    if (budget == 0) break;
    std::size_t count = draw_length(std::max<std::size_t>(1, options.longest_ngram), random);
    count = std::min(count, words.size() - first);
    // Fewer words at the end of the segment or of the budget.
    while (count > 0 && (words[first + count - 1].segment != words[first].segment ||
                         words[first + count - 1].end - words[first].begin > budget)) {
      --count;
    }
    if (count == 0) continue;
    const std::uint32_t begin = words[first].begin;
    const std::uint32_t end = words[first + count - 1].end;
    if (std::find(hidden.begin() + begin, hidden.begin() + end, 1) != hidden.begin() + end) {
      continue;
    }
    std::fill(hidden.begin() + begin, hidden.begin() + end, std::uint8_t{1});
    budget -= end - begin;
  }

  for (std::uint32_t i = 0; i < ids.size(); ++i) {
    if (hidden[i] == 0) continue;
    result.rows.push_back(i);
    result.labels.push_back(ids[i]);
    const double fate = random.uniform();
    if (fate < options.mask) {
      ids[i] = vocabulary.special.mask;
    } else if (fate < options.mask + options.random) {
      ids[i] = vocabulary.ordinary[random.below(vocabulary.ordinary.size())];
    }
  }
}

}  // namespace albert::train
