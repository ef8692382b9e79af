#include "tasks/softmax.h"

#include <algorithm>
#include <cmath>

namespace albert::tasks {

std::vector<float> softmax(std::span<const float> logits) {
  const double highest = *std::ranges::max_element(logits);
  double sum = 0;
  for (const float logit : logits) sum += std::exp(logit - highest);
  std::vector<float> probabilities;
  probabilities.reserve(logits.size());
  for (const float logit : logits) {
    probabilities.push_back(static_cast<float>(std::exp(logit - highest) / sum));
  }
  return probabilities;
}

}  // namespace albert::tasks
