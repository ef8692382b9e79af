#include "train/optimizer/moving_average.h"

#include <algorithm>

namespace albert::train {

void MovingAverage::start(std::span<const float> parameters) {
  std::copy_n(parameters.begin(), values_.size(), values_.data());
}

void MovingAverage::add(std::span<const float> parameters, std::uint64_t step,
                        ThreadPool& threads) {
  constexpr std::size_t kPiece = std::size_t{1} << 16;
  const auto t = static_cast<double>(step);
  const auto share = static_cast<float>(1 - std::min(decay_, (1 + t) / (10 + t)));
  const std::span<float> average = values_.span();
  threads.run((average.size() + kPiece - 1) / kPiece, [&](std::size_t piece, std::size_t) {
    const std::size_t end = std::min(average.size(), (piece + 1) * kPiece);
    for (std::size_t i = piece * kPiece; i < end; ++i) {
      average[i] += share * (parameters[i] - average[i]);
    }
  });
}

}  // namespace albert::train
