#include "train/optimizer/optimizer.h"

#include <algorithm>
#include <cmath>

#include "albert/base/error.h"

namespace albert::train {
namespace {

constexpr std::size_t kPieceSize = 16384;

/// Of each tensor, whether its name starts with one of the given.
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

std::string_view to_string(OptimizerKind kind) noexcept {
  return kind == OptimizerKind::lamb ? "lamb" : "adamw";
}

std::optional<OptimizerKind> optimizer_from_name(std::string_view name) noexcept {
  if (name == "lamb") return OptimizerKind::lamb;
  if (name == "adamw") return OptimizerKind::adamw;
  return std::nullopt;
}

double RateSchedule::at(std::uint64_t done) const noexcept {
  if (done < warmup) return rate * static_cast<double>(done + 1) / static_cast<double>(warmup);
  if (done >= steps) return final_rate;
  const double left = static_cast<double>(steps - done) /
                      static_cast<double>(std::max<std::uint64_t>(1, steps - warmup));
  return final_rate + (rate - final_rate) * std::pow(left, power);
}

Optimizer::Optimizer(const ParameterLayout& layout, const OptimizerOptions& options)
    : layout_(layout), options_(options), first_(layout.size()), second_(layout.size()) {
  std::fill_n(first_.data(), first_.size(), 0.0f);
  std::fill_n(second_.data(), second_.size(), 0.0f);
  const std::vector<bool> frozen = named(layout.catalogue(), options.frozen);
  for (std::size_t t = 0; t < layout.tensors(); ++t) {
    if (frozen[t]) continue;
    const std::size_t end = layout.offset(t) + layout.count(t);
    for (std::size_t begin = layout.offset(t); begin < end; begin += kPieceSize) {
      pieces_.push_back({t, begin, std::min(end, begin + kPieceSize)});
    }
  }
  if (pieces_.empty()) throw Error(ErrorCode::usage, "all tensors are frozen: nothing to train");
  sums_.resize(pieces_.size());
}

double Optimizer::norm(std::span<const float> gradients, ThreadPool& threads) {
  threads.run(pieces_.size(), [&](std::size_t p, std::size_t) {
    double sum = 0;
    for (std::size_t i = pieces_[p].begin; i < pieces_[p].end; ++i) {
      sum += static_cast<double>(gradients[i]) * gradients[i];
    }
    sums_[p].update = sum;
  });
  double sum = 0;
  for (const SquareSums& piece : sums_) sum += piece.update;
  return std::sqrt(sum);
}

void Optimizer::step(std::span<float> parameters, std::span<float> gradients, double gradient_scale,
                     double rate, ThreadPool& threads) {
  ++steps_;
  const bool adamw = options_.kind == OptimizerKind::adamw;
  const auto scale = static_cast<float>(gradient_scale);
  const auto beta1 = static_cast<float>(options_.beta1);
  const auto beta2 = static_cast<float>(options_.beta2);
  const auto rest1 = static_cast<float>(1 - options_.beta1);
  const auto rest2 = static_cast<float>(1 - options_.beta2);
  const auto epsilon = static_cast<float>(options_.epsilon);
  const auto count = static_cast<double>(steps_);
  const auto correct1 = static_cast<float>(adamw ? 1 / (1 - std::pow(options_.beta1, count)) : 1.0);
  const auto correct2 = static_cast<float>(adamw ? 1 / (1 - std::pow(options_.beta2, count)) : 1.0);

  // Moments first; the update takes the gradient's place.
  threads.run(pieces_.size(), [&](std::size_t p, std::size_t) {
    const Piece& piece = pieces_[p];
    const bool decays = layout_.catalogue().tensors()[piece.tensor].weight_decay;
    const auto decay = static_cast<float>(decays ? options_.weight_decay : 0);
    SquareSums sums;
    for (std::size_t i = piece.begin; i < piece.end; ++i) {
      const float gradient = gradients[i] * scale;
      const float first = beta1 * first_.data()[i] + rest1 * gradient;
      const float second = beta2 * second_.data()[i] + rest2 * gradient * gradient;
      first_.data()[i] = first;
      second_.data()[i] = second;
      const float update =
          first * correct1 / (std::sqrt(second * correct2) + epsilon) + decay * parameters[i];
      gradients[i] = update;
      sums.weight += static_cast<double>(parameters[i]) * parameters[i];
      sums.update += static_cast<double>(update) * update;
    }
    sums_[p] = sums;
  });

  std::vector<float> rates(layout_.tensors(), static_cast<float>(rate));
  if (!adamw) {
    std::vector<SquareSums> tensors(layout_.tensors());
    for (std::size_t p = 0; p < pieces_.size(); ++p) {
      tensors[pieces_[p].tensor].weight += sums_[p].weight;
      tensors[pieces_[p].tensor].update += sums_[p].update;
    }
    for (std::size_t t = 0; t < tensors.size(); ++t) {
      const bool adapts = layout_.catalogue().tensors()[t].weight_decay && tensors[t].weight > 0 &&
                          tensors[t].update > 0;
      if (adapts) {
        rates[t] = static_cast<float>(rate * std::sqrt(tensors[t].weight / tensors[t].update));
      }
    }
  }
  threads.run(pieces_.size(), [&](std::size_t p, std::size_t) {
    const float factor = rates[pieces_[p].tensor];
    for (std::size_t i = pieces_[p].begin; i < pieces_[p].end; ++i) {
      parameters[i] -= factor * gradients[i];
    }
  });
}

}  // namespace albert::train
