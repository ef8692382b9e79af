#include <algorithm>
#include <cmath>

#include "albert/train/evaluation/evaluation.h"

namespace albert::train {

double Calibration::Bin::mean_probability() const noexcept {
  return count == 0 ? 0 : probability_sum / static_cast<double>(count);
}

double Calibration::Bin::frequency() const noexcept {
  return count == 0 ? 0 : static_cast<double>(happened) / static_cast<double>(count);
}

void Calibration::add(double probability, bool happened) noexcept {
  const auto index = static_cast<std::size_t>(std::clamp(probability, 0.0, 1.0) * kBins);
  Bin& bin = bins_[std::min(index, kBins - 1)];  // 1 belongs to the last bin
  ++bin.count;
  bin.happened += happened ? 1 : 0;
  bin.probability_sum += probability;
}

double Calibration::error() const noexcept {
  double sum = 0;
  std::size_t count = 0;
  for (const Bin& bin : bins_) {
    sum += std::abs(bin.probability_sum - static_cast<double>(bin.happened));
    count += bin.count;
  }
  return count == 0 ? 0 : sum / static_cast<double>(count);
}

}  // namespace albert::train
