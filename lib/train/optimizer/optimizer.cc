#include "train/optimizer/optimizer.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "albert/base/error.h"

namespace albert::train {
namespace {

// Parameters that one thread updates at a time.
constexpr std::size_t kRangeSize = 16384;

/// For each tensor: whether its name starts with one of the prefixes.
std::vector<bool> named(const TensorCatalogue& catalogue, std::span<const std::string> prefixes) {
  std::vector<bool> result(catalogue.tensors().size());
  for (const std::string& prefix : prefixes) {
    bool found = false;
    for (std::size_t t = 0; t < result.size(); ++t) {
      if (!catalogue.tensors()[t].name.starts_with(prefix)) continue;
      result[t] = found = true;
    }
    if (!found) {
      throw Error(ErrorCode::usage, "no tensor's name starts with '" + prefix + "'", {},
                  "names are those of transformers: albert.embeddings.word_embeddings.weight");
    }
  }
  return result;
}

}  // namespace

double RateSchedule::at(std::uint64_t done) const noexcept {
  if (done < warmup) return rate * static_cast<double>(done + 1) / static_cast<double>(warmup);
  if (done >= steps) return final_rate;
  const double left = static_cast<double>(steps - done) /
                      static_cast<double>(std::max<std::uint64_t>(1, steps - warmup));
  return final_rate + (rate - final_rate) * std::pow(left, power);
}

Optimizer::Optimizer(const ParameterLayout& layout, const OptimizerOptions& options,
                     std::vector<float> rate_factors)
    : layout_(layout),
      options_(options),
      rule_(&update_rule(options.rule)),
      rate_factors_(std::move(rate_factors)) {
  if (rate_factors_.empty()) rate_factors_.assign(layout.tensors(), 1.0f);
  for (std::size_t i = 0; i < rule_->state_buffers.size(); ++i) {
    AlignedArray<float>& buffer = buffers_.emplace_back(layout.size());
    std::fill_n(buffer.data(), buffer.size(), 0.0f);
    state_.push_back(buffer.span());
  }
  const std::vector<bool> frozen = named(layout.catalogue(), options.frozen);
  for (std::size_t t = 0; t < layout.tensors(); ++t) {
    if (frozen[t]) continue;
    const std::size_t end = layout.offset(t) + layout.count(t);
    for (std::size_t begin = layout.offset(t); begin < end; begin += kRangeSize) {
      ranges_.push_back({t, begin, std::min(end, begin + kRangeSize)});
    }
  }
  if (ranges_.empty()) throw Error(ErrorCode::usage, "all tensors are frozen: nothing to train");
}

double Optimizer::norm(std::span<const float> gradients, ThreadPool& threads) const {
  std::vector<double> sums(ranges_.size());
  threads.run(ranges_.size(), [&](std::size_t r, std::size_t) {
    double sum = 0;
    for (std::size_t i = ranges_[r].begin; i < ranges_[r].end; ++i) {
      sum += static_cast<double>(gradients[i]) * gradients[i];
    }
    sums[r] = sum;
  });
  return std::sqrt(std::accumulate(sums.begin(), sums.end(), 0.0));
}

void Optimizer::step(std::span<float> parameters, std::span<float> gradients, double gradient_scale,
                     double rate, ThreadPool& threads) {
  ++steps_;
  rule_->apply({.options = options_,
                .tensors = layout_.catalogue().tensors(),
                .ranges = ranges_,
                .parameters = parameters,
                .gradients = gradients,
                .state = state_,
                .gradient_scale = gradient_scale,
                .rate = rate,
                .rate_factors = rate_factors_,
                .number = steps_,
                .threads = threads});
}

}  // namespace albert::train
