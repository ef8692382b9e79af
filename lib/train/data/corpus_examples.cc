#include "albert/train/data/corpus_examples.h"

#include <span>
#include <utility>
#include <vector>

#include "albert/base/error.h"

namespace albert::train {
namespace {

constexpr std::size_t kShortestLength = 8;
enum Use : std::uint64_t { kCutting = 1, kOrder, kMasking };  // streams of random numbers

}  // namespace

CorpusExamples::CorpusExamples(const Corpus& corpus, const Vocabulary& vocabulary,
                               const PairOptions& pairs, const MaskingOptions& masking,
                               std::uint64_t seed)
    : corpus_(corpus),
      vocabulary_(vocabulary),
      pair_options_(pairs),
      masking_options_(masking),
      seed_(seed) {
  if (pairs.max_length < kShortestLength) {
    throw Error(ErrorCode::usage, "examples must have at least 8 tokens");
  }
  const auto is_share = [](double share) { return share >= 0 && share <= 1; };
  if (!is_share(pairs.short_share) || !is_share(pairs.label_share) || !is_share(masking.share) ||
      !is_share(masking.mask) || !is_share(masking.random) ||
      !is_share(masking.mask + masking.random)) {
    throw Error(ErrorCode::usage,
                "shares must be between 0 and 1, also the sum of those of [MASK] and random "
                "tokens");
  }
  if (vocabulary.ordinary.empty()) {
    throw Error(ErrorCode::model, "the vocabulary has only special tokens");
  }
  if (pairs.both_orders && (pairs.objective != PairObjective::sop || pairs.google_quirks)) {
    throw Error(ErrorCode::usage, "both orders need the sentence-order objective", {},
                "leave out both orders, or take sop without Google's quirks");
  }
  const bool from_others = pairs.objective == PairObjective::nsp || pairs.google_quirks;
  if (from_others && corpus.documents() < 2) {
    throw Error(ErrorCode::usage, "the text is one document, but pairs need segments of another",
                {}, "write an empty line between documents, or choose sentence order as objective");
  }
  plan(0);
  if (pairs_.empty()) {
    throw Error(ErrorCode::usage, "no document of the text has two sentences", {},
                "write one sentence a line and an empty line only between documents");
  }
}

void CorpusExamples::plan(std::uint64_t epoch) {
  pairs_.clear();
  for (std::size_t d = 0; d < corpus_.documents(); ++d) {
    Random random({seed_, kCutting, epoch, d});
    append_pairs(corpus_, d, pair_options_, random, pairs_);
  }
  Random random({seed_, kOrder, epoch});
  random.shuffle(std::span(pairs_));
  if (pair_options_.both_orders) {
    std::vector<SentencePair> both;
    both.reserve(2 * pairs_.size());
    for (const SentencePair& pair : pairs_) {
      both.push_back(pair);
      both.push_back(swapped(pair));
    }
    pairs_ = std::move(both);
  }
  planned_ = epoch;
}

std::size_t CorpusExamples::size(std::uint64_t epoch) {
  if (epoch != planned_) plan(epoch);
  return pairs_.size();
}

void CorpusExamples::append(const Position& position, ExampleBatch& batch) {
  if (position.epoch != planned_) plan(position.epoch);
  Random random({seed_, kMasking, position.epoch, position.index});
  const std::size_t first = batch.tokens();
  append_pair(corpus_, pairs_[static_cast<std::size_t>(position.index)], pair_options_,
              vocabulary_.special, random, batch);
  MaskedTokens hidden;
  mask_tokens(std::span(batch.input_ids).subspan(first), vocabulary_, masking_options_, random,
              hidden);
  for (const std::uint32_t row : hidden.rows) {
    batch.masked.push_back(static_cast<std::uint32_t>(first + row));
  }
  batch.keys.push_back(random.next());
  batch.labels.insert(batch.labels.end(), hidden.labels.begin(), hidden.labels.end());
}

}  // namespace albert::train
