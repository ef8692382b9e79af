#ifndef ALBERT_TRAIN_EVALUATION_EVALUATION_H_
#define ALBERT_TRAIN_EVALUATION_EVALUATION_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "albert/base/function_ref.h"
#include "albert/base/thread_pool.h"
#include "albert/model/albert_model.h"
#include "albert/train/data/example_source.h"
#include "albert/train/model/losses.h"

namespace albert::train {

/// Calibration of probabilities: predictions in ten bins of equal width by their probability, each
/// with the frequency of the predicted event.
class Calibration {
 public:
  static constexpr std::size_t kBins = 10;

  struct Bin {
    std::size_t count = 0;
    std::size_t happened = 0;
    double probability_sum = 0;

    double mean_probability() const noexcept;  ///< 0 when empty
    double frequency() const noexcept;         ///< 0 when empty
  };

  /// A predicted probability in [0, 1], and whether the event happened.
  void add(double probability, bool happened) noexcept;

  std::span<const Bin> bins() const noexcept { return bins_; }

  /// The expected calibration error: the mean distance of a bin's frequency from its mean
  /// probability, bins weighted by their counts. 0 when there is no prediction.
  double error() const noexcept;

 private:
  std::array<Bin, kBins> bins_ = {};
};

/// A model's losses on examples, and the calibration of its probability that a pair is in order.
struct Evaluation {
  Losses losses;  ///< `pairs` is 0 for a model without pooler or SOP head
  Calibration in_order;
};

struct EvaluationOptions {
  std::size_t examples = SIZE_MAX;  ///< number of examples, from the beginning of the epoch
  std::size_t batch_tokens = 4096;
};

/// Evaluates a model of any compute type on the examples of epoch 0 of a source. Bit-identical for
/// any batch_tokens and any number of threads. `progress` is called with examples done and the
/// total. Throws Error{model} when the model has no MLM head, has only one token type, or has fewer
/// word embeddings than the source's vocabulary, and Error{usage} when the examples may be longer
/// than its positions.
Evaluation evaluate(const AlbertModel& model, ExampleSource& source,
                    const EvaluationOptions& options, ThreadPool& threads,
                    FunctionRef<void(std::uint64_t done, std::uint64_t total)> progress);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_EVALUATION_EVALUATION_H_
