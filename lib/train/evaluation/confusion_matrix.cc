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

std::size_t ConfusionMatrix::labels_of(std::size_t label) const noexcept {
  std::size_t sum = 0;
  for (std::size_t j = 0; j < classes_; ++j) sum += count(label, j);
  return sum;
}

std::size_t ConfusionMatrix::predictions_of(std::size_t label) const noexcept {
  std::size_t sum = 0;
  for (std::size_t i = 0; i < classes_; ++i) sum += count(i, label);
  return sum;
}

double ConfusionMatrix::accuracy() const noexcept {
  std::size_t correct = 0;
  for (std::size_t i = 0; i < classes_; ++i) correct += count(i, i);
  return ratio(static_cast<double>(correct), static_cast<double>(total()));
}

double ConfusionMatrix::f1(std::size_t label) const noexcept {
  const auto occurrences = static_cast<double>(labels_of(label) + predictions_of(label));
  return ratio(2 * static_cast<double>(count(label, label)), occurrences);
}

double ConfusionMatrix::macro_f1() const noexcept {
  double sum = 0;
  std::size_t occurring = 0;
  for (std::size_t i = 0; i < classes_; ++i) {
    if (labels_of(i) + predictions_of(i) == 0) continue;
    sum += f1(i);
    ++occurring;
  }
  return ratio(sum, static_cast<double>(occurring));
}

double ConfusionMatrix::matthews() const noexcept {
  const auto all = static_cast<double>(total());
  double correct = 0;
  double both = 0;
  double labels = 0;
  double predictions = 0;
  for (std::size_t i = 0; i < classes_; ++i) {
    const auto l = static_cast<double>(labels_of(i));
    const auto p = static_cast<double>(predictions_of(i));
    correct += static_cast<double>(count(i, i));
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

}  // namespace albert::train
