#ifndef ALBERT_TASKS_SENTENCE_ORDER_H_
#define ALBERT_TASKS_SENTENCE_ORDER_H_

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "albert/base/thread_pool.h"
#include "albert/model/albert_model.h"
#include "albert/tasks/encoded_text.h"
#include "albert/tasks/sop.h"
#include "albert/tokenizer/tokenizer.h"

namespace albert {

/// For each pair of n sentences, ln of the probability that the second follows the first.
class PairLogprobs {
 public:
  explicit PairLogprobs(std::size_t sentences)
      : sentences_(sentences), values_(sentences * sentences) {}

  std::size_t sentences() const noexcept { return sentences_; }
  double& operator()(std::size_t first, std::size_t second) noexcept {
    return values_[first * sentences_ + second];
  }
  double operator()(std::size_t first, std::size_t second) const noexcept {
    return values_[first * sentences_ + second];
  }

 private:
  std::size_t sentences_;
  std::vector<double> values_;
};

/// An order of sentences: order[i] is the index of the one in place i.
struct SentencePath {
  std::vector<std::size_t> order;
  double score = 0;  ///< the sum over adjacent pairs
};

/// The order of the largest score; the first in lexicographic order of those. Time and memory grow
/// with 2^n.
SentencePath best_path(const PairLogprobs& pairs);

/// An order of a large score, by a search from the beginning to the end that keeps the `beam` best
/// partial orders, of those with the same sentences and the same last one the best. Deterministic.
SentencePath beam_path(const PairLogprobs& pairs, std::size_t beam);

/// The order of a document.
struct SentenceOrder {
  std::string error;  ///< why there is none; empty when there is one
  SentencePath path;
  PairLogprobs pairs{0};
  std::size_t truncated = 0;  ///< tokens cut off, over all pairs

  bool good() const noexcept { return error.empty(); }
};

struct SentenceOrderOptions {
  std::size_t exact = 10;   ///< sentences of a document, at most, for best_path()
  std::size_t beam = 1000;  ///< for documents of more
  SopOptions sop = {};
};

/// Puts the sentences of a document in the order that the SOP head scores best: the largest sum,
/// over adjacent sentences, of ln p(in order). Holds references: model and tokenizer must outlive
/// it. Const use is thread-safe (a Workspace and a ThreadPool per caller).
class SentenceOrderer {
 public:
  /// Throws Error{model} as SopScorer does.
  SentenceOrderer(const AlbertModel& model, const Tokenizer& tokenizer,
                  SentenceOrderOptions options)
      : scorer_(model, tokenizer, options.sop), options_(options) {}

  /// One order per document, in order; the same bits with any other documents, batches and threads.
  /// All n(n-1) pairs of a document run; a document with a pair that has no score has an error.
  std::vector<SentenceOrder> order(std::span<const std::span<const std::string>> documents,
                                   Workspace& workspace, ThreadPool& threads) const;

 private:
  SopScorer scorer_;
  SentenceOrderOptions options_;
};

}  // namespace albert

#endif  // ALBERT_TASKS_SENTENCE_ORDER_H_
