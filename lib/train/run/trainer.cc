#include "train/run/trainer.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "train/model/weights_file.h"

namespace albert::train {
namespace {

/// Copies sequences [first, end) of a batch to `result`.
void slice(const ExampleBatch& batch, std::size_t first, std::size_t end, ExampleBatch& result) {
  const std::size_t begin_row = batch.starts[first];
  const std::size_t end_row = batch.starts[end];
  const auto rows = [&](const std::vector<std::int32_t>& all, std::vector<std::int32_t>& some) {
    some.assign(all.begin() + static_cast<std::ptrdiff_t>(begin_row),
                all.begin() + static_cast<std::ptrdiff_t>(end_row));
  };
  result.clear();
  rows(batch.input_ids, result.input_ids);
  rows(batch.token_type_ids, result.token_type_ids);
  for (std::size_t b = first; b < end; ++b) {
    result.starts.push_back(batch.starts[b + 1] - begin_row);
    if (!batch.swapped.empty()) result.swapped.push_back(batch.swapped[b]);
    result.keys.push_back(batch.keys[b]);
  }
  const auto from = std::lower_bound(batch.masked.begin(), batch.masked.end(), begin_row);
  const auto to = std::lower_bound(from, batch.masked.end(), end_row);
  for (auto row = from; row != to; ++row) {
    result.masked.push_back(static_cast<std::uint32_t>(*row - begin_row));
    result.labels.push_back(batch.labels[static_cast<std::size_t>(row - batch.masked.begin())]);
  }
}

Losses reduce_losses(ProcessGroup& group, const Losses& ours) {
  std::array<double, 7> sums = {ours.mlm_sum,
                                ours.sop_sum,
                                static_cast<double>(ours.predicted),
                                static_cast<double>(ours.mlm_correct),
                                static_cast<double>(ours.pairs),
                                static_cast<double>(ours.sop_correct),
                                static_cast<double>(ours.tokens)};
  group.all_reduce(sums);
  const auto count = [&](std::size_t i) { return static_cast<std::size_t>(sums[i]); };
  return {sums[0], sums[1], count(2), count(3), count(4), count(5), count(6)};
}

}  // namespace

Trainer::Trainer(const Recipe& recipe, std::size_t tokens_at_once, std::string_view isa)
    : recipe_(recipe),
      tokens_at_once_(tokens_at_once),
      network_(recipe.config, recipe.compute_type, isa),
      optimizer_(network_.layout(), recipe.optimizer),
      parameters_(network_.layout().size()),
      gradients_(network_.layout().size()) {
  initialize_parameters(layout(), recipe.config, recipe.seed, parameters_.span());
}

template <typename Work>
void Trainer::for_each_slice(const ExampleBatch& batch, Work work) {
  for (std::size_t first = 0; first < batch.sequences();) {
    std::size_t end = first + 1;
    while (end < batch.sequences() &&
           batch.starts[end + 1] - batch.starts[first] <= tokens_at_once_) {
      ++end;
    }
    slice(batch, first, end, slice_);
    work(slice_);
    first = end;
  }
}

StepResult Trainer::step(ExampleSource& source, ProcessGroup& group, ThreadPool& threads) {
  batch_.clear();
  const auto ranks = static_cast<std::size_t>(group.size());
  ExampleSource::Position next = position_;
  for (std::size_t i = 0; i < recipe_.batch; ++i) {
    if (i % ranks == static_cast<std::size_t>(group.rank())) {
      source.append(next, batch_);
    }
    source.advance(next);
  }
  auto predicted = static_cast<double>(batch_.masked.size());
  group.all_reduce(std::span(&predicted, 1));
  const LossScale scale = {
      .mlm = static_cast<float>(1 / std::max(1.0, predicted)),
      .sop = static_cast<float>(recipe_.pair_weight / static_cast<double>(recipe_.batch))};

  StepResult result;
  std::fill_n(gradients_.data(), gradients_.size(), 0.0f);
  network_.pack(parameters_.span(), threads);
  for_each_slice(batch_, [&](const ExampleBatch& batch_slice) {
    result.losses += network_.backward(batch_slice, scale, gradients_.span(), threads);
  });
  group.all_reduce(gradients_.span());
  result.losses = reduce_losses(group, result.losses);
  result.rate = recipe_.schedule.at(optimizer_.steps());
  result.gradient_norm = optimizer_.norm(gradients_.span(), threads);
  result.finite = std::isfinite(result.gradient_norm) && std::isfinite(result.losses.total());
  if (!result.finite) return result;

  const bool clip = recipe_.clip_norm > 0 && result.gradient_norm > recipe_.clip_norm;
  optimizer_.step(parameters_.span(), gradients_.span(),
                  clip ? recipe_.clip_norm / result.gradient_norm : 1.0, result.rate, threads);
  position_ = next;
  return result;
}

Losses Trainer::evaluate(ExampleSource& source, std::size_t examples, ThreadPool& threads) {
  Losses losses;
  network_.pack(parameters_.span(), threads);
  ExampleSource::Position position;
  batch_.clear();
  for (std::size_t i = 0; i < std::min(examples, source.size(0)); ++i) {
    source.append(position, batch_);
    source.advance(position);
  }
  for_each_slice(batch_, [&](const ExampleBatch& batch_slice) {
    losses += network_.forward(batch_slice, threads);
  });
  return losses;
}

}  // namespace albert::train
