#include <cmath>
#include <numeric>

#include "albert/train/evaluation/metrics.h"

namespace albert::train {
namespace {

double ratio(double part, double whole) noexcept {
  return whole == 0 ? 0 : part / whole;
}

}  // namespace

std::size_t ConfusionMatrix::total() const noexcept {
  return std::accumulate(counts_.begin(), counts_.end(), std::size_t{0});
}

PrecisionRecall ConfusionMatrix::class_counts(std::size_t label) const noexcept {
  PrecisionRecall counts = {.correct = count(label, label)};
  for (std::size_t j = 0; j < classes_; ++j) {
    counts.labelled += count(label, j);
    counts.predicted += count(j, label);
  }
  return counts;
}

double ConfusionMatrix::accuracy() const noexcept {
  std::size_t correct = 0;
  for (std::size_t i = 0; i < classes_; ++i) correct += count(i, i);
  return ratio(static_cast<double>(correct), static_cast<double>(total()));
}

double ConfusionMatrix::macro_f1() const {
  std::vector<PrecisionRecall> all;
  for (std::size_t i = 0; i < classes_; ++i) all.push_back(class_counts(i));
  return albert::train::macro_f1(all);
}

double ConfusionMatrix::matthews() const noexcept {
  const auto all = static_cast<double>(total());
  double correct = 0;
  double both = 0;
  double labels = 0;
  double predictions = 0;
  for (std::size_t i = 0; i < classes_; ++i) {
    const PrecisionRecall counts = class_counts(i);
    const auto l = static_cast<double>(counts.labelled);
    const auto p = static_cast<double>(counts.predicted);
    correct += static_cast<double>(counts.correct);
    both += l * p;
    labels += l * l;
    predictions += p * p;
  }
  return ratio(correct * all - both,
               std::sqrt(all * all - predictions) * std::sqrt(all * all - labels));
}

double PrecisionRecall::precision() const noexcept {
  return ratio(static_cast<double>(correct), static_cast<double>(predicted));
}

double PrecisionRecall::recall() const noexcept {
  return ratio(static_cast<double>(correct), static_cast<double>(labelled));
}

double PrecisionRecall::f1() const noexcept {
  return ratio(2 * static_cast<double>(correct), static_cast<double>(predicted + labelled));
}

PrecisionRecall& PrecisionRecall::operator+=(const PrecisionRecall& other) noexcept {
  correct += other.correct;
  predicted += other.predicted;
  labelled += other.labelled;
  return *this;
}

double macro_f1(std::span<const PrecisionRecall> classes) noexcept {
  double sum = 0;
  std::size_t occurring = 0;
  for (const PrecisionRecall& counts : classes) {
    if (counts.labelled + counts.predicted == 0) continue;
    sum += counts.f1();
    ++occurring;
  }
  return ratio(sum, static_cast<double>(occurring));
}

}  // namespace albert::train
