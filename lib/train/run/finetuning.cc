#include "albert/train/run/finetuning.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "albert/base/error.h"
#include "albert/config/labels.h"
#include "albert/io/atomic_output.h"
#include "albert/kernels/isa.h"
#include "albert/model/requirements.h"
#include "albert/source/model_source.h"
#include "albert/train/data/random.h"
#include "albert/train/data/task_examples.h"
#include "base/aligned_array.h"
#include "train/evaluation/score_predictions.h"
#include "train/model/task_network.h"
#include "train/model/weights_file.h"
#include "train/optimizer/optimizer.h"

namespace albert::train {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

/// Steps over which the rate rises.
std::uint64_t warmup_steps(const FinetuneOptions& options, std::uint64_t steps) {
  return static_cast<std::uint64_t>(std::lround(options.warmup * static_cast<double>(steps)));
}

Labels labels_of_model(const FinetuneOptions& options, std::vector<std::string> names) {
  Labels labels = {.names = std::move(names), .problem_type = std::nullopt};
  if (options.task == Task::classify) labels.problem_type = ProblemType::single_label;
  if (options.task == Task::multi_label) labels.problem_type = ProblemType::multi_label;
  if (options.task == Task::regress) {
    labels.problem_type = ProblemType::regression;
    labels.names = unnamed_labels(1);
  }
  return labels;
}

std::int64_t outputs_of(Task task, const Labels& labels) {
  return task == Task::choose ? 1 : static_cast<std::int64_t>(labels.names.size());
}

/// Whether the model's own head has these outputs.
bool has_same_head(const ModelSource& source, Task task, const Labels& labels) {
  if (!source.has(head_of(task))) return false;
  if (source.config().num_labels != outputs_of(task, labels)) return false;
  return !has_labels(head_of(task)) || source.labels().names == labels.names;
}

/// Everything of a run but its loop.
class FineTuner {
 public:
  FineTuner(const FinetuneOptions& options, const AlbertConfig& config, std::uint64_t steps)
      : options_(options),
        network_(config, options.task, options.compute_type, default_isa()),
        optimizer_(network_.layout(), options.optimizer),
        parameters_(network_.layout().size()),
        gradients_(network_.layout().size()) {
    schedule_ = {.rate = options.rate, .warmup = warmup_steps(options, steps), .steps = steps};
  }

  /// Random weights, then those of the model; its head too where `with_head`. Returns the names of
  /// tensors that stay random.
  std::vector<std::string> start_from(const ModelSource& source, bool with_head) {
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
    return fresh;
  }

  /// One optimizer step on a batch. Throws Error{model} when the loss is not finite.
  TaskLoss step(const TaskExamples& examples, std::span<const std::size_t> indices,
                std::uint64_t epoch, ThreadPool& threads) {
    std::vector<TaskBatch> slices(1);
    std::size_t terms = 0;
    for (const std::size_t index : indices) {
      const bool full = slices.back().sequences() > 0 &&
                        slices.back().tokens() + examples.tokens(index) > options_.tokens_at_once;
      if (full) slices.emplace_back();
      Random key({options_.seed, epoch, index});
      examples.append(index, key.next(), slices.back());
    }
    for (const TaskBatch& slice : slices) terms += count_terms(options_.task, slice);
    std::fill_n(gradients_.data(), gradients_.size(), 0.0f);
    network_.pack(parameters_.span(), threads);
    TaskLoss loss;
    const float scale = 1 / static_cast<float>(std::max<std::size_t>(terms, 1));
    for (const TaskBatch& slice : slices) {
      loss += network_.backward(slice, scale, gradients_.span(), threads);
    }
    const double norm = optimizer_.norm(gradients_.span(), threads);
    if (!std::isfinite(norm) || !std::isfinite(loss.sum)) {
      throw Error(ErrorCode::model,
                  fmt::format("the loss is not finite at step {}", optimizer_.steps() + 1),
                  options_.out.string(), "nothing was written; use a lower learning rate");
    }
    const bool clip = options_.clip_norm > 0 && norm > options_.clip_norm;
    optimizer_.step(parameters_.span(), gradients_.span(), clip ? options_.clip_norm / norm : 1.0,
                    rate(), threads);
    return loss;
  }

  TaskScores evaluate(const TaskExamples& examples, std::span<const std::string> labels,
                      ThreadPool& threads) {
    network_.pack(parameters_.span(), threads);
    return score_predictions(network_, examples, labels, options_.tokens_at_once, threads);
  }

  double rate() const noexcept { return schedule_.at(optimizer_.steps()); }
  std::uint64_t steps() const noexcept { return optimizer_.steps(); }
  const ParameterLayout& layout() const noexcept { return network_.layout(); }
  std::span<const float> parameters() const noexcept { return parameters_.span(); }

 private:
  const FinetuneOptions& options_;
  TaskNetwork network_;
  Optimizer optimizer_;
  RateSchedule schedule_;
  AlignedArray<float> parameters_;
  AlignedArray<float> gradients_;
};

/// The lines of an epoch in metrics.jsonl: its training, then its scores on `dev`.
std::string metrics_lines(const FinetuneReport& report) {
  const nlohmann::ordered_json train = {{"kind", "train"},
                                        {"step", report.step},
                                        {"epoch", report.epoch},
                                        {"task_loss", report.loss},
                                        {"learning_rate", report.rate},
                                        {"tokens_per_second", report.tokens_per_second},
                                        {"seconds", report.seconds}};
  nlohmann::ordered_json dev = {{"kind", "evaluate"},
                                {"step", report.step},
                                {"epoch", report.epoch},
                                {"task_loss", report.dev.loss}};
  for (const auto& [name, value] : report.dev.measures) dev[std::string(name)] = value;
  return train.dump() + "\n" + dev.dump() + "\n";
}

/// Of equal measures the lower loss is better.
bool is_better(const TaskScores& scores, const TaskScores& than) {
  if (scores.best_by() != than.best_by()) return scores.best_by() > than.best_by();
  return scores.loss < than.loss;
}

void check(const FinetuneOptions& options) {
  if (options.epochs == 0 || options.batch == 0) {
    throw Error(ErrorCode::usage, "epochs and batch must be at least 1");
  }
}

}  // namespace

FinetuneReport finetune(const FinetuneOptions& options,
                        FunctionRef<void(const FinetuneReport&)> observer,
                        FunctionRef<bool()> stop) {
  check(options);
  AtomicFolder folder(options.out, options.force);
  const std::vector<LabelledText> train_texts =
      read_labelled_texts(options.train, options.task, options.text);
  const std::vector<LabelledText> dev_texts =
      read_labelled_texts(options.dev, options.task, options.text);
  std::vector<std::string> names =
      options.labels.empty() ? labels_of(train_texts, options.task) : options.labels;
  const bool takes_labels = has_labels(head_of(options.task)) && options.task != Task::regress;
  if (takes_labels && names.size() < (options.task == Task::multi_label ? 1U : 2U)) {
    throw Error(ErrorCode::model, fmt::format("has {} different labels", names.size()),
                options.text.text.name_of(options.train));
  }
  const Labels labels = labels_of_model(options, std::move(names));

  const ModelSource source = ModelSource::open(options.model);
  source.check();
  AlbertConfig config = source.config();
  config.num_labels = outputs_of(options.task, labels);
  if (options.dropout) config.hidden_dropout_prob = *options.dropout;
  if (options.dropout) config.attention_probs_dropout_prob = *options.dropout;
  if (options.classifier_dropout) config.classifier_dropout_prob = *options.classifier_dropout;
  const auto tokenizer = Tokenizer::load(options.model, options.tokenizer_class);
  require_vocabulary(config, tokenizer->vocab_size());
  if (static_cast<std::int64_t>(options.max_length) > config.max_position_embeddings) {
    throw Error(ErrorCode::usage,
                fmt::format("sequences of {} tokens do not fit the model's {} positions",
                            options.max_length, config.max_position_embeddings));
  }

  ThreadPool threads(options.threads);
  const TaskExamples train(train_texts, options.task, labels.names, *tokenizer, options.max_length,
                           options.text.text.name_of(options.train), threads);
  const TaskExamples dev(dev_texts, options.task, labels.names, *tokenizer, options.max_length,
                         options.text.text.name_of(options.dev), threads);
  const std::uint64_t steps_per_epoch = (train.size() + options.batch - 1) / options.batch;
  FinetuneReport report = {.event = FinetuneEvent::started,
                           .train_examples = train.size(),
                           .dev_examples = dev.size(),
                           .truncated = train.truncated(),
                           .labels = labels.names,
                           .steps = steps_per_epoch * options.epochs};
  FineTuner tuner(options, config, report.steps);
  report.fresh = tuner.start_from(source, has_same_head(source, options.task, labels));
  observer(report);

  std::vector<float> best;
  std::string metrics;
  std::vector<std::size_t> order(train.size());
  const Clock::time_point start = Clock::now();
  std::size_t tokens = 0;
  bool stopped = false;
  while (report.epoch < options.epochs && !stopped) {
    std::iota(order.begin(), order.end(), std::size_t{0});
    Random({options.seed, report.epoch}).shuffle(std::span(order));
    TaskLoss loss;
    for (std::size_t first = 0; first < order.size() && !stopped; first += options.batch) {
      const auto some =
          std::span(order).subspan(first, std::min(options.batch, order.size() - first));
      report.rate = tuner.rate();
      loss += tuner.step(train, some, report.epoch, threads);
      for (const std::size_t index : some) tokens += train.tokens(index);
      report.event = FinetuneEvent::progress;
      report.step = tuner.steps();
      report.loss = loss.mean();
      report.seconds = std::chrono::duration<double>(Clock::now() - start).count();
      report.tokens_per_second = static_cast<double>(tokens) / std::max(1e-9, report.seconds);
      report.seconds_left = report.seconds / static_cast<double>(report.step) *
                            static_cast<double>(report.steps - report.step);
      observer(report);
      stopped = stop();
    }
    if (stopped) break;
    ++report.epoch;
    report.event = FinetuneEvent::epoch;
    report.dev = tuner.evaluate(dev, labels.names, threads);
    if (report.best_epoch == 0 || is_better(report.dev, report.best)) {
      report.best_epoch = report.epoch;
      report.best = report.dev;
      best.assign(tuner.parameters().begin(), tuner.parameters().end());
    }
    metrics += metrics_lines(report);
    observer(report);
    stopped = options.patience > 0 && report.epoch - report.best_epoch >= options.patience;
  }
  if (report.best_epoch == 0) return report;

  write_parameters(folder.path() / "model.safetensors", tuner.layout(), best);
  write_file(folder.path() / "config.json", to_json(config, head_of(options.task), labels));
  write_file(folder.path() / "metrics.jsonl", metrics);
  copy_tokenizer(options.model, folder.path(), options.tokenizer_class);
  folder.commit();
  return report;
}

}  // namespace albert::train
