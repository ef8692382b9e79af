#include "albert/train/pairs.h"

#include <algorithm>
#include <span>

namespace albert::train {
namespace {

constexpr std::size_t kSpecialTokens = 3;  // [CLS] and two [SEP]
constexpr std::size_t kShortest = 2;       // tokens that a short example aims at, at least

/// Drops tokens of the longer side, one by one, at a random end, until both fit.
void truncate(std::span<const std::int32_t>& a, std::span<const std::int32_t>& b, std::size_t limit,
              Random& random) {
  while (a.size() + b.size() > limit) {
    std::span<const std::int32_t>& longer = a.size() > b.size() ? a : b;
    longer = random.uniform() < 0.5 ? longer.subspan(1) : longer.first(longer.size() - 1);
  }
}

}  // namespace

void append_pairs(const Corpus& corpus, std::size_t document, const PairOptions& options,
                  Random& random, std::vector<SentencePair>& pairs) {
  const std::size_t begin = corpus.first_sentence(document);
  const std::size_t end = corpus.first_sentence(document + 1);
  if (end - begin < 2) return;
  const std::size_t longest = options.max_length - kSpecialTokens;
  std::size_t first = begin;
  while (first < end) {
    std::size_t target = longest;
    if (random.uniform() < options.short_share && longest > kShortest) {
      target = kShortest + static_cast<std::size_t>(random.below(longest - kShortest + 1));
    }
    std::size_t stop = first + 1;
    while (stop < end && (stop - first < 2 || corpus.length(first, stop) < target)) ++stop;
    const std::size_t start = stop - first < 2 ? first - 1 : first;
    const auto count = static_cast<std::uint32_t>(stop - start);
    const auto cut = static_cast<std::uint32_t>(1 + random.below(count - 1));
    pairs.push_back({start, cut, count - cut, random.uniform() < 0.5});
    first = stop;
  }
}

void append_pair(const Corpus& corpus, const SentencePair& pair, const PairOptions& options,
                 const SpecialTokens& special, Random& random, ExampleBatch& batch) {
  const auto first = static_cast<std::size_t>(pair.first);
  std::vector<std::int32_t> ids;
  corpus.append(first, first + pair.a_sentences + pair.b_sentences, ids);
  const std::size_t cut = corpus.length(first, first + pair.a_sentences);
  std::span<const std::int32_t> a(ids.data(), cut);
  std::span<const std::int32_t> b(ids.data() + cut, ids.size() - cut);
  truncate(a, b, options.max_length - kSpecialTokens, random);
  if (pair.swapped) std::swap(a, b);

  const auto put = [&](std::span<const std::int32_t> part, std::int32_t type) {
    batch.input_ids.insert(batch.input_ids.end(), part.begin(), part.end());
    batch.input_ids.push_back(special.sep);
    batch.token_type_ids.resize(batch.input_ids.size(), type);
  };
  batch.input_ids.push_back(special.cls);
  put(a, 0);
  put(b, 1);
  batch.starts.push_back(batch.tokens());
  batch.swapped.push_back(pair.swapped ? 1 : 0);
}

}  // namespace albert::train
