#include "albert/train/run/finetuning.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <numeric>
#include <optional>

#include <nlohmann/json.hpp>

#include "albert/base/error.h"
#include "albert/config/trained_length.h"
#include "albert/io/atomic_output.h"
#include "albert/io/output_target.h"
#include "albert/source/model_source.h"
#include "albert/train/data/random.h"
#include "albert/train/data/task_examples.h"
#include "train/model/weights_file.h"
#include "train/run/fine_tuner.h"
#include "train/run/finetuning_input.h"
#include "train/run/finetuning_state.h"
#include "train/run/process_group.h"
#include "train/run/run_folder.h"

namespace albert::train {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

/// Whether the model's own head has these outputs.
bool has_same_head(const ModelSource& source, Task task, const Labels& labels) {
  if (!source.has(head_of(task))) return false;
  if (!has_labels(head_of(task))) return true;
  return source.config().num_labels == outputs_of(task, labels) &&
         source.labels().names == labels.names;
}

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

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Checks that a run may write to its folder. Returns whether it goes on from the checkpoint there.
bool check_folder(const FinetuneOptions& options) {
  const bool has_checkpoint = fs::exists(options.out / kCheckpointName);
  const bool resuming = options.resume && has_checkpoint;
  if (has_checkpoint && !options.resume && !options.force) refuse_checkpoint(options.out);
  remove_abandoned(options.out / kCheckpointName);
  const bool replace = resuming || options.force;
  check_folder_target(options.out, replace,
                      replace ? run_files(options.out) : std::vector<std::string>());
  check_apart(options.out, std::array{options.model, options.train, options.dev});
  return resuming;
}

/// The folder of the result, removed if a run ends before it wrote anything there.
class ResultFolder {
 public:
  explicit ResultFolder(const fs::path& path) : path_(path) {
    std::error_code error;
    fs::create_directories(path_, error);
    if (error) throw Error(ErrorCode::io, "cannot be made: " + error.message(), path_.string());
  }
  ~ResultFolder() {
    std::error_code ignored;
    fs::remove(path_, ignored);  // fails unless the folder is empty
  }
  ResultFolder(const ResultFolder&) = delete;
  ResultFolder& operator=(const ResultFolder&) = delete;

 private:
  fs::path path_;
};

/// The training loop: schedules evaluations, reports and checkpoints.
class Run {
 public:
  Run(const FinetuneOptions& options, const FinetuningInput& input, FineTuner& tuner,
      FinetuningState& state, ProcessGroup& group, ThreadPool& threads)
      : options_(options),
        input_(input),
        tuner_(tuner),
        state_(state),
        group_(group),
        threads_(threads),
        first_step_(tuner.steps()),
        earlier_seconds_(state.seconds) {}

  FinetuneReport train(FinetuneReport report, FunctionRef<void(const FinetuneReport&)> observer,
                       FunctionRef<bool()> stop) {
    report_ = std::move(report);
    report_.step = tuner_.steps();
    report_.epoch = state_.epoch;
    const auto notify = [&](FinetuneEvent event) {
      report_.event = event;
      if (group_.is_root()) observer(report_);
    };
    notify(FinetuneEvent::started);
    restore_best();
    bool stopped = false;
    while (!stopped && !is_done()) {
      stopped = train_epoch([&] { notify(FinetuneEvent::progress); }, stop);
      if (state_.index < input_.train->size()) break;  // an epoch that is done is evaluated
      end_epoch();
      notify(FinetuneEvent::epoch);
    }
    if (!group_.is_root()) return report_;
    if (stopped) save();
    if (state_.best_epoch > 0) write_result(stopped);
    return report_;
  }

 private:
  /// Whether all epochs are done, or `patience` of them were not better. The root process decides.
  bool is_done() {
    const bool impatient = options_.patience > 0 && state_.epoch > 0 &&
                           state_.epoch - state_.best_epoch >= options_.patience;
    return group_.any(group_.is_root() && (impatient || state_.epoch >= *options_.epochs));
  }

  /// Trains the rest of an epoch. Returns whether `stop` ended it.
  bool train_epoch(FunctionRef<void()> progress, FunctionRef<bool()> stop) {
    const TaskExamples& examples = *input_.train;
    std::vector<std::size_t> order(examples.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    Random({options_.seed, state_.epoch}).shuffle(std::span(order));
    while (state_.index < order.size()) {
      const auto some = std::span(order).subspan(
          state_.index, std::min(options_.batch, order.size() - state_.index));
      report_.rate = tuner_.rate();
      state_.loss += tuner_.step(examples, some, state_.epoch, group_, threads_);
      state_.index += some.size();
      for (const std::size_t index : some) tokens_ += examples.tokens(index);
      update_report();
      progress();
      if (group_.any(stop())) return true;
      if (group_.is_root() && state_.index < order.size() &&
          seconds_since(saved_) >= options_.checkpoint_seconds) {
        save();
      }
    }
    return false;
  }

  void update_report() {
    const double spent = seconds_since(start_);
    report_.step = tuner_.steps();
    report_.loss = state_.loss.mean();
    report_.seconds = earlier_seconds_ + spent;
    report_.tokens_per_second = static_cast<double>(tokens_) / std::max(1e-9, spent);
    report_.seconds_left = spent / static_cast<double>(report_.step - first_step_) *
                           static_cast<double>(report_.steps - report_.step);
  }

  /// Only the root process evaluates, keeps the best weights and saves.
  void end_epoch() {
    report_.epoch = ++state_.epoch;
    if (group_.is_root()) {
      report_.dev = evaluate(tuner_.result());
      if (report_.best_epoch == 0 || is_better(report_.dev, report_.best)) {
        report_.best_epoch = state_.best_epoch = report_.epoch;
        report_.best = report_.dev;
        state_.best.assign(tuner_.result().begin(), tuner_.result().end());
      }
      state_.metrics += metrics_lines(report_);
    }
    state_.index = 0;
    state_.loss = {};
    if (group_.is_root()) save();
  }

  TaskScores evaluate(std::span<const float> parameters) {
    return tuner_.evaluate(parameters, *input_.dev, input_.labels.names, threads_);
  }

  void restore_best() {
    if (!group_.is_root() || state_.best_epoch == 0) return;
    report_.best_epoch = state_.best_epoch;
    report_.best = evaluate(state_.best);
  }

  void save() {
    state_.seconds = earlier_seconds_ + seconds_since(start_);
    write_state(options_.out / kCheckpointName, tuner_, state_);
    saved_ = Clock::now();
  }

  /// Replaces the folder by one with the model of the best epoch, and with the checkpoint if the
  /// run is `unfinished`.
  void write_result(bool unfinished) {
    AtomicFolder folder(options_.out, true, run_files(options_.out));
    write_parameters(folder.path() / "model.safetensors", tuner_.layout(), state_.best);
    write_file(folder.path() / "config.json",
               with_trained_length(to_json(input_.config, head_of(options_.task), input_.labels),
                                   static_cast<std::int64_t>(options_.max_length)));
    write_file(folder.path() / kMetricsName, state_.metrics);
    copy_tokenizer(options_.model, folder.path(), options_.tokenizer_class);
    if (unfinished) write_state(folder.path() / kCheckpointName, tuner_, state_);
    folder.commit();
  }

  const FinetuneOptions& options_;
  const FinetuningInput& input_;
  FineTuner& tuner_;
  FinetuningState& state_;
  ProcessGroup& group_;
  ThreadPool& threads_;
  FinetuneReport report_;
  std::uint64_t first_step_;
  double earlier_seconds_;
  std::uint64_t tokens_ = 0;  // of this process
  Clock::time_point start_ = Clock::now();
  Clock::time_point saved_ = start_;
};

}  // namespace

FinetuneReport finetune(const FinetuneOptions& given,
                        FunctionRef<void(const FinetuneReport&)> observer,
                        FunctionRef<bool()> stop) {
  if (given.epochs == std::size_t{0} || given.batch == 0) {
    throw Error(ErrorCode::usage, "epochs and batch must be at least 1");
  }
  const std::unique_ptr<ProcessGroup> group = join_process_group();
  bool resuming = given.resume && fs::exists(given.out / kCheckpointName);
  if (group->is_root()) resuming = check_folder(given);
  ThreadPool threads(given.threads);
  const ModelSource source = ModelSource::open(given.model);
  source.check();
  FinetuneOptions options = complete(given, source.config());
  const FinetuningInput input = read_input(options, source, threads);
  const std::uint64_t steps_per_epoch = (input.train->size() + options.batch - 1) / options.batch;
  if (!options.epochs) options.epochs = default_epochs(options.task, steps_per_epoch);
  FinetuneReport report = {.train_examples = input.train->size(),
                           .dev_examples = input.dev->size(),
                           .truncated = input.train->truncated(),
                           .misplaced = input.train->misplaced(),
                           .first_misplaced = input.train->first_misplaced(),
                           .labels = input.labels.names,
                           .steps = steps_per_epoch * *options.epochs};
  FineTuner tuner(options, input.config, report.steps);
  report.fresh = tuner.start_from(source, has_same_head(source, options.task, input.labels));
  FinetuningState state = {.recipe = describe(options, input, tuner.digest(report.fresh))};
  const fs::path checkpoint = options.out / kCheckpointName;
  if (resuming) {
    state = read_state(checkpoint, tuner, state.recipe);
    if (state.index >= input.train->size() || state.epoch > *options.epochs) {
      throw Error(ErrorCode::model, "its position is beyond the last example", checkpoint.string());
    }
    report.fresh.clear();
  }
  state.settings = options.settings;
  std::optional<ResultFolder> folder;
  if (group->is_root()) folder.emplace(options.out);
  Run run(options, input, tuner, state, *group, threads);
  return run.train(std::move(report), observer, stop);
}

}  // namespace albert::train
