#ifndef ALBERT_TRAIN_EXAMPLE_SOURCE_H_
#define ALBERT_TRAIN_EXAMPLE_SOURCE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "albert/train/corpus.h"
#include "albert/train/example.h"
#include "albert/train/masking.h"
#include "albert/train/pairs.h"
#include "albert/train/vocabulary.h"

namespace albert::train {

/// An endless stream of examples made on the fly from a corpus. Every epoch cuts, pairs, orders and
/// masks the text anew. Example i of epoch e depends only on the corpus, the options, the seed, e
/// and i, so a position is two numbers.
class ExampleSource {
 public:
  struct Position {
    std::uint64_t epoch = 0;
    std::uint64_t index = 0;
    bool operator==(const Position&) const = default;
  };

  /// Borrows corpus and vocabulary. Throws Error{usage} when no document has two sentences, when
  /// there is one document and pairs need another, when the length is below 8, or when a share is
  /// none, and Error{model} when the vocabulary has only special tokens.
  ExampleSource(const Corpus& corpus, const Vocabulary& vocabulary, const PairOptions& pairs,
                const MaskingOptions& masking, std::uint64_t seed);

  std::size_t vocabulary_size() const noexcept { return vocabulary_.size(); }
  /// Tokens of an example at most.
  std::size_t max_length() const noexcept { return pair_options_.max_length; }

  /// Examples of an epoch; plans it if it is another than the last one asked for.
  std::size_t size(std::uint64_t epoch);

  /// Appends the example at `position`. Several threads may do so at once in the epoch of which
  /// size() was last asked.
  void append(const Position& position, ExampleBatch& batch);

  /// Moves to the next example, into the next epoch at the end of one.
  void advance(Position& position);

 private:
  void plan(std::uint64_t epoch);

  const Corpus& corpus_;
  const Vocabulary& vocabulary_;
  PairOptions pair_options_;
  MaskingOptions masking_options_;
  std::uint64_t seed_;
  std::uint64_t planned_ = 0;
  std::vector<SentencePair> pairs_;  // of epoch planned_, in order of use
};

}  // namespace albert::train

#endif  // ALBERT_TRAIN_EXAMPLE_SOURCE_H_
