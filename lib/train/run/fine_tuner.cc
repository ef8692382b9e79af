#include "train/run/fine_tuner.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include <fmt/format.h>

#include "albert/base/error.h"
#include "albert/kernels/isa.h"
#include "albert/train/data/random.h"
#include "train/data/digest.h"
#include "train/evaluation/score_predictions.h"
#include "train/model/weights_file.h"
#include "train/optimizer/rate_factors.h"

namespace albert::train {
namespace {

/// Steps over which the rate rises.
std::uint64_t warmup_steps(const FinetuneOptions& options, std::uint64_t steps) {
  return static_cast<std::uint64_t>(std::lround(options.warmup * static_cast<double>(steps)));
}

}  // namespace

FineTuner::FineTuner(const FinetuneOptions& options, const AlbertConfig& config,
                     std::uint64_t steps)
    : options_(options),
      network_(config, options.task, options.compute_type, default_isa()),
      optimizer_(network_.layout(), options.optimizer,
                 layer_rate_factors(config, network_.layout().catalogue(), options.layer_decay)),
      parameters_(network_.layout().size()),
      gradients_(network_.layout().size()),
      average_(network_.layout().size(), options.average_decay) {
  schedule_ = {
      .rate = options.rate.value(), .warmup = warmup_steps(options, steps), .steps = steps};
}

std::vector<std::string> FineTuner::start_from(const ModelSource& source, bool with_head) {
  const Component head = traits_of(head_of(options_.task)).component;
  initialize_parameters(layout(), network_.config(), options_.seed, parameters_.span());
  const auto wanted = [&](const TensorSpec& spec) { return with_head || spec.component != head; };
  std::vector<std::string> fresh;
  for (const TensorSpec& spec :
       read_parameters(layout(), *source.tensors(), "", parameters_.span(), wanted)) {
    if (spec.component != Component::pooler && spec.component != head) {
      refuse_missing(spec, *source.tensors());
    }
    fresh.push_back(spec.name);
  }
  average_.start(parameters_.span());
  return fresh;
}

std::uint64_t FineTuner::digest(std::span<const std::string> fresh) const {
  Digest digest;
  for (std::size_t t = 0; t < layout().tensors(); ++t) {
    const std::string& name = layout().catalogue().tensors()[t].name;
    if (std::ranges::find(fresh, name) != fresh.end()) continue;
    for (const float value : layout().tensor(parameters_.span(), t)) {
      digest.add(std::uint64_t{std::bit_cast<std::uint32_t>(value)});
    }
  }
  return digest.value();
}

TaskLoss FineTuner::step(const TaskExamples& examples, std::span<const std::size_t> indices,
                         std::uint64_t epoch, ProcessGroup& group, ThreadPool& threads) {
  std::vector<TaskBatch> slices;
  double terms = 0;
  const auto rank = static_cast<std::size_t>(group.rank());
  const auto ranks = static_cast<std::size_t>(group.size());
  for (std::size_t i = rank; i < indices.size(); i += ranks) {
    const std::size_t index = indices[i];
    const bool full =
        slices.empty() || slices.back().tokens() + examples.tokens(index) > options_.tokens_at_once;
    if (full) slices.emplace_back();
    Random key({options_.seed, epoch, index});
    examples.append(index, key.next(), slices.back());
  }
  for (const TaskBatch& slice : slices) {
    terms += static_cast<double>(count_terms(options_.task, slice));
  }
  group.all_reduce(std::span(&terms, 1));
  std::fill_n(gradients_.data(), gradients_.size(), 0.0f);
  network_.pack(parameters_.span(), threads);
  TaskLoss loss;
  const float scale = 1 / static_cast<float>(std::max(terms, 1.0));
  for (const TaskBatch& slice : slices) {
    loss += network_.backward(slice, scale, gradients_.span(), threads);
  }
  group.all_reduce(gradients_.span());
  std::array<double, 2> sums = {loss.sum, static_cast<double>(loss.terms)};
  group.all_reduce(sums);
  loss = {sums[0], static_cast<std::size_t>(sums[1])};
  const double norm = optimizer_.norm(gradients_.span(), threads);
  if (!std::isfinite(norm) || !std::isfinite(loss.sum)) {
    const std::filesystem::path checkpoint = options_.out / kCheckpointName;
    const bool saved = std::filesystem::exists(checkpoint);
    throw Error(ErrorCode::model,
                fmt::format("the loss is not finite at step {}", optimizer_.steps() + 1),
                saved ? checkpoint.string() : options_.out.string(),
                saved ? "this last good checkpoint was kept; start again with a lower learning rate"
                      : "nothing was written; use a lower learning rate");
  }
  const bool clip = options_.clip_norm > 0 && norm > options_.clip_norm;
  optimizer_.step(parameters_.span(), gradients_.span(), clip ? options_.clip_norm / norm : 1.0,
                  rate(), threads);
  average_.add(parameters_.span(), steps(), threads);
  return loss;
}

TaskScores FineTuner::evaluate(std::span<const float> parameters, const TaskExamples& examples,
                               std::span<const std::string> labels, ThreadPool& threads) {
  network_.pack(parameters, threads);
  return score_predictions(network_, examples, labels, options_.tokens_at_once, threads);
}

}  // namespace albert::train
