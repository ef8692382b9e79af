#ifndef ALBERT_TRAIN_PAIRS_H_
#define ALBERT_TRAIN_PAIRS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "albert/train/corpus.h"
#include "albert/train/example.h"
#include "albert/train/masking.h"
#include "albert/train/random.h"

namespace albert::train {

struct PairOptions {
  std::size_t max_length = 128;  ///< tokens of an example, [CLS] and two [SEP] counted
  double short_share = 0.1;      ///< of examples that aim at a random shorter length
};

/// Two neighbouring runs of sentences of one document: A = [first, cut), B = [cut, end).
struct SentencePair {
  std::uint64_t first = 0;
  std::uint32_t a_sentences = 0;
  std::uint32_t b_sentences = 0;
  bool swapped = false;  ///< the example shows B before A (SOP label 1)
};

/// Cuts a document into pairs: sentences are gathered until they fill an example, and cut in two
/// at a random sentence. A lone last sentence is paired with the one before it; documents of one
/// sentence give nothing.
void append_pairs(const Corpus& corpus, std::size_t document, const PairOptions& options,
                  Random& random, std::vector<SentencePair>& pairs);

/// Writes [CLS] A [SEP] B [SEP] of a pair, unmasked, behind the examples in `batch`. What is too
/// long loses tokens of its longer side, at either end by chance.
void append_pair(const Corpus& corpus, const SentencePair& pair, const PairOptions& options,
                 const SpecialTokens& special, Random& random, ExampleBatch& batch);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_PAIRS_H_
