#ifndef ALBERT_TRAIN_DATA_PAIRS_H_
#define ALBERT_TRAIN_DATA_PAIRS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "albert/base/named_values.h"
#include "albert/train/data/corpus.h"
#include "albert/train/data/example.h"
#include "albert/train/data/random.h"

namespace albert::train {

/// What the second loss asks about a pair.
enum class PairObjective : std::uint8_t {
  sop,   ///< are the two segments in the order of the text? (label 1: no)
  nsp,   ///< does B follow A, as BERT asks? (label 1: B is from another document)
  none,  ///< nothing: pairs stay in order and have no label
};
constexpr auto named_values(PairObjective) {
  return std::to_array<NamedValue<PairObjective>>(
      {{PairObjective::sop, "sop"}, {PairObjective::nsp, "nsp"}, {PairObjective::none, "none"}});
}

struct PairOptions {
  std::size_t max_length = 128;  ///< tokens of an example, [CLS] and two [SEP] counted
  double short_share = 0.1;      ///< of examples that aim at a random shorter length
  PairObjective objective = PairObjective::sop;
  double label_share = 0.5;  ///< of pairs with label 1
  /// Every pair in both orders, one example after the other (sentence order only): what a pair is
  /// about then says nothing of its label. label_share chooses which of the two comes first.
  bool both_orders = false;
  /// As Google's create_pretraining_data.py cuts: one draw of length for a whole document;
  /// sentences are gathered until they are too long and lose tokens (which gives SOP's label away
  /// in part, see docs/pretrain.md); and a segment that fills an example alone gets its B from
  /// another document, with label 1 whatever the objective (so that sentence order is learned from
  /// next sentences as well).
  bool google_quirks = false;
};

/// Two runs of sentences, A and B in the order in which the example shows them.
struct SentencePair {
  std::uint64_t a_first = 0;
  std::uint64_t b_first = 0;
  std::uint32_t a_sentences = 0;
  std::uint32_t b_sentences = 0;
  std::uint8_t label = 0;
};

/// The same segments the other way round, with the other label of sentence order.
SentencePair swapped(const SentencePair& pair) noexcept;

/// Cuts a document into pairs: sentences are gathered while they fit an example, and cut in two
/// at a random sentence. Unless `google_quirks`, a lone last sentence is paired with the one before
/// it, and documents of one sentence give nothing. What a B from elsewhere has displaced begins the
/// next pair. Needs two documents where B may come from another one.
void append_pairs(const Corpus& corpus, std::size_t document, const PairOptions& options,
                  Random& random, std::vector<SentencePair>& pairs);

/// Writes [CLS] A [SEP] B [SEP] of a pair, unmasked, behind the examples in `batch`. What is too
/// long loses tokens of its longer side, at either end by chance.
void append_pair(const Corpus& corpus, const SentencePair& pair, const PairOptions& options,
                 const SpecialTokens& special, Random& random, ExampleBatch& batch);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_DATA_PAIRS_H_
