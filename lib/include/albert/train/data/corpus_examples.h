#ifndef ALBERT_TRAIN_DATA_CORPUS_EXAMPLES_H_
#define ALBERT_TRAIN_DATA_CORPUS_EXAMPLES_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "albert/train/data/corpus.h"
#include "albert/train/data/example_source.h"
#include "albert/train/data/masking.h"
#include "albert/train/data/pairs.h"
#include "albert/train/data/vocabulary.h"

namespace albert::train {

/// Examples made from a corpus on demand, with new pairs, orders and masks in every epoch.
/// Example i of epoch e depends only on the corpus, the options, the seed, e and i.
class CorpusExamples final : public ExampleSource {
 public:
  /// Keeps references to corpus and vocabulary. Throws Error{usage} when no document has two
  /// sentences, when pairs need a second document, when the length is below 8, or when a share is
  /// not in [0, 1], and Error{model} when the vocabulary has only special tokens.
  CorpusExamples(const Corpus& corpus, const Vocabulary& vocabulary, const PairOptions& pairs,
                 const MaskingOptions& masking, std::uint64_t seed);

  std::size_t vocabulary_size() const noexcept override { return vocabulary_.size(); }
  std::size_t max_length() const noexcept override { return pair_options_.max_length; }
  std::size_t size(std::uint64_t epoch) override;
  void append(const Position& position, ExampleBatch& batch) override;

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

#endif  // ALBERT_TRAIN_DATA_CORPUS_EXAMPLES_H_
