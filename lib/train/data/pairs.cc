#include "albert/train/data/pairs.h"

#include <span>

namespace albert::train {
namespace {

constexpr std::size_t kSpecialTokens = 3;  // [CLS] and two [SEP]
constexpr std::size_t kShortest = 2;       // smallest target length of a short example

std::size_t draw_target(const PairOptions& options, Random& random) {
  const std::size_t longest = options.max_length - kSpecialTokens;
  if (random.uniform() >= options.short_share || longest <= kShortest) return longest;
  return kShortest + static_cast<std::size_t>(random.below(longest - kShortest + 1));
}

/// Whether sentence `stop` is added to those from `first` on. Google's script adds sentences until
/// the target is exceeded, and then truncates the longer segment, often the second one, which leaks
/// the label. By default a sentence that does not fit begins the next example.
bool takes_next(const Corpus& corpus, std::size_t first, std::size_t stop, std::size_t target,
                const PairOptions& options) {
  return options.google_quirks ? corpus.length(first, stop) < target
                               : corpus.length(first, stop + 1) <= target;
}

/// Sets B to a run of sentences of another document that fills `target` tokens together with A, or
/// ends with that document.
void take_other_b(const Corpus& corpus, std::size_t document, std::size_t target, Random& random,
                  SentencePair& pair) {
  auto other = static_cast<std::size_t>(random.below(corpus.documents() - 1));
  if (other >= document) ++other;
  const std::size_t begin = corpus.first_sentence(other);
  const std::size_t end = corpus.first_sentence(other + 1);
  const std::size_t first = begin + static_cast<std::size_t>(random.below(end - begin));
  const auto a_first = static_cast<std::size_t>(pair.a_first);
  const std::size_t a_tokens = corpus.length(a_first, a_first + pair.a_sentences);
  std::size_t stop = first + 1;
  while (stop < end && a_tokens + corpus.length(first, stop) < target) ++stop;
  pair.b_first = first;
  pair.b_sentences = static_cast<std::uint32_t>(stop - first);
  pair.label = 1;
}

/// Drops tokens of the longer segment (a random one of equals), one by one, at a random end, until
/// both fit. If ties were not random, the longer of two truncated segments would leak the label.
void truncate(std::span<const std::int32_t>& first, std::span<const std::int32_t>& second,
              std::size_t limit, Random& random) {
  while (first.size() + second.size() > limit) {
    const bool equal = first.size() == second.size();
    const bool cut_first = equal ? random.uniform() < 0.5 : first.size() > second.size();
    std::span<const std::int32_t>& longer = cut_first ? first : second;
    longer = random.uniform() < 0.5 ? longer.subspan(1) : longer.first(longer.size() - 1);
  }
}

}  // namespace

SentencePair swapped(const SentencePair& pair) noexcept {
  return {pair.b_first, pair.a_first, pair.b_sentences, pair.a_sentences,
          static_cast<std::uint8_t>(1 - pair.label)};
}

void append_pairs(const Corpus& corpus, std::size_t document, const PairOptions& options,
                  Random& random, std::vector<SentencePair>& pairs) {
  const std::size_t begin = corpus.first_sentence(document);
  const std::size_t end = corpus.first_sentence(document + 1);
  const std::size_t fewest =
      options.google_quirks ? 1 : 2;  // smallest number of sentences of a pair
  if (end - begin < fewest) return;
  std::size_t target = 0;
  std::size_t first = begin;
  while (first < end) {
    if (first == begin || !options.google_quirks) target = draw_target(options, random);
    std::size_t stop = first + 1;
    while (stop < end &&
           (stop - first < fewest || takes_next(corpus, first, stop, target, options))) {
      ++stop;
    }
    const std::size_t start = stop - first < fewest ? first - 1 : first;
    const auto count = static_cast<std::uint32_t>(stop - start);
    const auto split = count < 2 ? 1 : static_cast<std::uint32_t>(1 + random.below(count - 1));
    SentencePair pair = {start, start + split, split, count - split, 0};
    std::size_t next = stop;
    if (count < 2) {
      take_other_b(corpus, document, target, random, pair);
    } else if (options.objective != PairObjective::none && random.uniform() < options.label_share) {
      if (options.objective == PairObjective::sop) {
        pair = swapped(pair);
      } else {
        take_other_b(corpus, document, target, random, pair);
        if (start == first) next = start + split;
      }
    }
    pairs.push_back(pair);
    first = next;
  }
}

void append_pair(const Corpus& corpus, const SentencePair& pair, const PairOptions& options,
                 const SpecialTokens& special, Random& random, ExampleBatch& batch) {
  const auto tokens_of = [&](std::uint64_t first, std::uint32_t sentences) {
    std::vector<std::int32_t> ids;
    const auto begin = static_cast<std::size_t>(first);
    corpus.append(begin, begin + sentences, ids);
    return ids;
  };
  const std::vector<std::int32_t> a_ids = tokens_of(pair.a_first, pair.a_sentences);
  const std::vector<std::int32_t> b_ids = tokens_of(pair.b_first, pair.b_sentences);
  std::span<const std::int32_t> a = a_ids;
  std::span<const std::int32_t> b = b_ids;
  // In text order, not in the order of the example, so that truncation does not leak the label.
  const bool in_order = pair.a_first < pair.b_first;
  truncate(in_order ? a : b, in_order ? b : a, options.max_length - kSpecialTokens, random);

  const auto put = [&](std::span<const std::int32_t> ids, std::int32_t type) {
    batch.input_ids.insert(batch.input_ids.end(), ids.begin(), ids.end());
    batch.input_ids.push_back(special.sep);
    batch.token_type_ids.resize(batch.input_ids.size(), type);
  };
  batch.input_ids.push_back(special.cls);
  put(a, 0);
  put(b, 1);
  batch.starts.push_back(batch.tokens());
  if (options.objective != PairObjective::none) batch.swapped.push_back(pair.label);
}

}  // namespace albert::train
