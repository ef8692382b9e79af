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

/// The objective of the pair loss.
enum class PairObjective : std::uint8_t {
  sop,   ///< sentence order, as in ALBERT (label 1: swapped)
  nsp,   ///< next sentence, as in BERT (label 1: B is from another document)
  none,  ///< no loss: pairs are in order and have no label
};
constexpr auto named_values(PairObjective) {
  return std::to_array<NamedValue<PairObjective>>(
      {{PairObjective::sop, "sop"}, {PairObjective::nsp, "nsp"}, {PairObjective::none, "none"}});
}

struct PairOptions {
  std::size_t max_length = 128;  ///< tokens of an example, with [CLS] and two [SEP]
  double short_share = 0.1;      ///< fraction of examples with a random shorter target length
  PairObjective objective = PairObjective::sop;
  double label_share = 0.5;  ///< fraction of pairs with label 1
  /// Every pair in both orders, in consecutive examples (sentence order only), so that its topic is
  /// independent of its label. label_share chooses which of the two comes first.
  bool both_orders = false;
  /// Like Google's create_pretraining_data.py: one draw of length for a whole document; sentences
  /// are added until they are too long and then truncated (which leaks SOP's label in part, see
  /// docs/pretrain.md); and a segment that fills an example alone gets its B from another document,
  /// with label 1 for any objective (so sentence order is also trained on next sentences).
  bool google_quirks = false;
};

/// Two runs of sentences, A and B in the order of the example.
struct SentencePair {
  std::uint64_t a_first = 0;
  std::uint64_t b_first = 0;
  std::uint32_t a_sentences = 0;
  std::uint32_t b_sentences = 0;
  std::uint8_t label = 0;
};

/// The same segments in reverse order, with the other label of sentence order.
SentencePair swapped(const SentencePair& pair) noexcept;

/// Divides a document into pairs: sentences are added while they fit an example, and divided in two
/// at a random sentence. Unless `google_quirks`, a single last sentence is paired with the one
/// before it, and documents of one sentence give no pair. Sentences displaced by a B from another
/// document begin the next pair. Needs two documents if B may come from another one.
void append_pairs(const Corpus& corpus, std::size_t document, const PairOptions& options,
                  Random& random, std::vector<SentencePair>& pairs);

/// Appends [CLS] A [SEP] B [SEP] of a pair, unmasked, to `batch`. Excess tokens are removed from
/// the longer segment, at a randomly chosen end.
void append_pair(const Corpus& corpus, const SentencePair& pair, const PairOptions& options,
                 const SpecialTokens& special, Random& random, ExampleBatch& batch);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_DATA_PAIRS_H_
