#ifndef ALBERT_TRAIN_EVALUATION_METRICS_H_
#define ALBERT_TRAIN_EVALUATION_METRICS_H_

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace albert::train {

// Measures of predictions against labels, as scikit-learn, scipy and seqeval define them. All lists
// of a call have the same length.

/// Precision, recall and their harmonic mean; 0 where a denominator is 0.
struct PrecisionRecall {
  std::size_t correct = 0;
  std::size_t predicted = 0;
  std::size_t labelled = 0;

  double precision() const noexcept;
  double recall() const noexcept;
  double f1() const noexcept;
  PrecisionRecall& operator+=(const PrecisionRecall& other) noexcept;
};

/// The mean F1 of the classes that occur in labels or predictions; 0 of none.
double macro_f1(std::span<const PrecisionRecall> classes) noexcept;

/// Counts of (label, prediction) pairs.
class ConfusionMatrix {
 public:
  explicit ConfusionMatrix(std::size_t classes) : classes_(classes), counts_(classes * classes) {}

  void add(std::size_t label, std::size_t prediction) { ++counts_[label * classes_ + prediction]; }

  std::size_t classes() const noexcept { return classes_; }
  std::size_t count(std::size_t label, std::size_t prediction) const noexcept {
    return counts_[label * classes_ + prediction];
  }
  std::size_t total() const noexcept;

  /// 0 of no examples.
  double accuracy() const noexcept;
  /// Of one class against the others.
  PrecisionRecall class_counts(std::size_t label) const noexcept;
  double f1(std::size_t label) const noexcept { return class_counts(label).f1(); }
  /// The mean over the classes that occur in labels or predictions.
  double macro_f1() const;
  /// Matthews' correlation coefficient for any number of classes (Gorodkin 2004); 0 when labels or
  /// predictions are constant.
  double matthews() const noexcept;

 private:
  std::size_t classes_;
  std::vector<std::size_t> counts_;
};

/// Which tags make an entity.
enum class EntityScheme {
  conll,   ///< an I- that continues nothing begins an entity (seqeval's default, conlleval)
  strict,  ///< only B- begins one (seqeval's mode "strict" with IOB2)
};

using Tags = std::vector<std::string>;

/// Entities of BIO-tagged sentences that agree in type, begin and end, by type.
std::map<std::string, PrecisionRecall> entity_scores(std::span<const Tags> labels,
                                                     std::span<const Tags> predictions,
                                                     EntityScheme scheme);

/// The sum over all types.
PrecisionRecall total_of(const std::map<std::string, PrecisionRecall>& by_type);

/// Pearson's correlation; 0 when one list is constant.
double pearson(std::span<const double> a, std::span<const double> b);
/// Pearson's correlation of the ranks, where equal values have their mean rank.
double spearman(std::span<const double> a, std::span<const double> b);
double mean_squared_error(std::span<const double> a, std::span<const double> b);

/// An answer as SQuAD v1.1 compares it: ASCII lower case, no ASCII punctuation, no articles, single
/// spaces.
std::string normalized_answer(std::string_view text);
/// Whether the normalized texts are equal, and the F1 of their words (0 when either has none; SQuAD
/// v2.0 counts two empty texts, a question without an answer, as 1).
bool exact_match(std::string_view prediction, std::string_view answer);
double word_f1(std::string_view prediction, std::string_view answer);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_EVALUATION_METRICS_H_
