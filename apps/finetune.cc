// albert finetune: trains a model for a task on labelled texts.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "albert/train/optimizer/update_rule.h"
#include "albert/train/run/finetuning.h"
#include "commands.h"
#include "common/arguments.h"
#include "common/command_description.h"
#include "common/console.h"
#include "common/format_number.h"
#include "common/model_locator.h"
#include "common/model_options.h"
#include "common/run_options.h"
#include "common/status_line.h"
#include "common/stop_signal.h"
#include "common/stored_options.h"
#include "common/text_options.h"

namespace albert::apps {
namespace {

using train::FinetuneEvent;
using train::FinetuneReport;
using train::Task;
using train::TaskScores;

struct Options {
  train::FinetuneOptions finetune;
  std::string train;
  std::string dev;
  std::string encoding;
  std::string model;
  std::string folder;
  std::optional<Task> task;
  double checkpoint_minutes = 10;
  RunOptions run;
};

std::string scores_text(const TaskScores& scores) {
  std::string text = fmt::format("loss {:.4f}", scores.loss);
  for (const auto& [name, value] : scores.measures) text += fmt::format("  {} {:.4f}", name, value);
  return text;
}

/// How much of the training was seen on stderr.
class Status {
 public:
  explicit Status(bool quiet) : quiet_(quiet) {}

  /// Whether this is the first of several processes, which alone reports.
  bool is_root() const noexcept { return is_root_; }

  void show(const FinetuneReport& report) {
    is_root_ = true;
    if (quiet_) return;
    switch (report.event) {
      case FinetuneEvent::started:
        return tell_start(report);
      case FinetuneEvent::progress:
        if (line_.redraws()) line_.draw(progress_text(report));
        return;
      case FinetuneEvent::epoch:
        line_.write(fmt::format("epoch {}: train loss {:.4f}, dev {}{}", report.epoch, report.loss,
                                scores_text(report.dev),
                                report.best_epoch == report.epoch ? "  (best)" : ""));
        return;
    }
  }

 private:
  static std::string progress_text(const FinetuneReport& report) {
    return fmt::format("epoch {}  step {}/{}  loss {:.4f}  {:.0f} tokens/s  {} left",
                       report.epoch + 1, report.step, report.steps, report.loss,
                       report.tokens_per_second, duration_text(report.seconds_left));
  }

  void tell_start(const FinetuneReport& report) const {
    std::string labels;
    if (report.labels.size() > 1) {
      labels = fmt::format("; {} labels: {}", report.labels.size(), fmt::join(report.labels, ", "));
    }
    line_.write(fmt::format("{} examples to train on, {} to evaluate on{}",
                            with_separators(static_cast<std::int64_t>(report.train_examples)),
                            with_separators(static_cast<std::int64_t>(report.dev_examples)),
                            labels));
    if (report.truncated > 0) {
      line_.write(fmt::format("{} texts are cut to --max-length", report.truncated));
    }
    if (report.misplaced > 0) {
      line_.write(fmt::format("{} answers are not where 'answer_start' says, the first at {}",
                              report.misplaced, report.first_misplaced));
    }
    for (const std::string& tensor : report.fresh) line_.write("starts at random: " + tensor);
    if (report.step > 0) {
      line_.write(fmt::format("going on after step {} of {}", report.step, report.steps));
    }
  }

  bool quiet_;
  bool is_root_ = false;
  StatusLine line_;
};

/// The command that uses the result.
std::string next_command(Task task) {
  return std::string(to_string(train::head_of(task)));
}

void run(Options& options, CLI::App& command, int& exit_code) {
  restore_options(command, options.folder, options.finetune.resume);
  require_options({{options.task.has_value(), "--task"},
                   {!options.train.empty(), "--train"},
                   {!options.dev.empty(), "--dev"}},
                  options.folder, options.finetune.resume);
  train::FinetuneOptions finetune = options.finetune;
  finetune.task = *options.task;
  finetune.settings = options_to_store(command);
  finetune.checkpoint_seconds = 60 * options.checkpoint_minutes;
  finetune.train = options.train;
  finetune.dev = options.dev;
  finetune.text.text = training_text_options(options.encoding, options.run.quiet);
  finetune.out = options.folder;
  finetune.model = locate_model(options.model).folder;
  finetune.threads = options.run.threads;
  Status status(options.run.quiet);
  catch_stop_signals();
  const FinetuneReport last = train::finetune(
      finetune, [&](const FinetuneReport& report) { status.show(report); },
      [] { return stop_signal() != 0; });
  if (stop_signal() != 0) exit_code = 128 + stop_signal();
  if (!status.is_root()) return;
  if (stop_signal() != 0) {
    print_note(
        fmt::format("stopped after step {} of {}; continue with: albert finetune {} --resume",
                    last.step, last.steps, options.folder));
  }
  if (last.best_epoch > 0 && !options.run.quiet) {
    print_note(fmt::format("{}: epoch {}, dev {}; use it with: albert {} -m {}", options.folder,
                           last.best_epoch, scores_text(last.best), next_command(finetune.task),
                           options.folder));
  }
}

void add_data(CLI::App& command, Options& options) {
  constexpr const char* kGroup = "Data";
  add_choice(command, "--task", options.task, "What the model learns (required)")->group(kGroup);
  command
      .add_option("--train", options.train,
                  "Labelled texts (required): TSV of text, [pair,] label; JSON lines; CoNLL "
                  "columns for tag; SQuAD's JSON for answer")
      ->type_name("FILE")
      ->group(kGroup);
  command.add_option("--dev", options.dev, "The same, to choose the best epoch by (required)")
      ->type_name("FILE")
      ->group(kGroup);
  command.add_flag("--header", options.finetune.text.header, "The first line of TSV is a header")
      ->group(kGroup);
  add_list(command, "--labels", options.finetune.labels, "LABEL,...", CLI::Validator(),
           "The labels in the order of the outputs (default: those of the data)")
      ->group(kGroup);
  add_encoding_option(command, options.encoding, kGroup);
  add_number(command, "--max-length", options.finetune.max_length, 3, 1 << 20,
             "Tokens of a sequence; longer texts are cut, longest segment first, contexts of "
             "answer divided into windows (default: 128, for answer 384, at most the model's "
             "positions)")
      ->group(kGroup);
  add_number(command, "--doc-stride", options.finetune.overlap, 0, 1 << 20,
             "Tokens of a context that neighbouring windows share (default: half of a window, "
             "at most 128)")
      ->group(kGroup);
}

void add_training(CLI::App& command, Options& options) {
  constexpr const char* kGroup = "Training";
  train::FinetuneOptions& finetune = options.finetune;
  add_number(command, "--epochs", finetune.epochs, 1, 1e6,
             "Passes over the training texts (default: 4; for few texts with a label each as "
             "many as make 800 steps, at most 20)")
      ->group(kGroup);
  add_setting(command, "--batch", finetune.batch, 1, 1e6, "Examples per step", kGroup);
  const auto rate = [](std::int64_t hidden_size) {
    return fmt::format("{:.2g}", train::default_rate({.rule = "adamw"}, hidden_size));
  };
  add_number(command, "--lr", finetune.rate, 0, 10,
             fmt::format("Highest learning rate (default: {}, less for models of H > 512: {} "
                         "for 768, {} for 4096; more for lamb)",
                         rate(512), rate(768), rate(4096)))
      ->group(kGroup);
  add_setting(command, "--layer-decay", finetune.layer_decay, 0, 1,
              "Factor of the rate from each layer to the one below; 1 = the same rate for all",
              kGroup);
  add_setting(command, "--average-decay", finetune.average_decay, 0, 0.999999,
              "Decay per step of the moving average of the weights, which is evaluated and kept in "
              "their place; 0 = none",
              kGroup);
  add_setting(command, "--warmup", finetune.warmup, 0, 1,
              "Share of the steps over which the rate rises; then it falls to 0", kGroup);
  add_setting(command, "--clip", finetune.clip_norm, 0, 1e9,
              "Largest gradient norm; 0 = no clipping", kGroup);
  add_setting(command, "--weight-decay", finetune.optimizer.weight_decay, 0, 10,
              "Weight decay of matrices", kGroup);
  std::vector<std::string> rules;
  for (const train::UpdateRule* rule : train::update_rules()) rules.emplace_back(rule->name);
  command.add_option("--optimizer", finetune.optimizer.rule, "Optimizer")
      ->check(CLI::IsMember(rules))
      ->capture_default_str()
      ->group(kGroup);
  add_number(command, "--dropout", finetune.dropout, 0, 0.99,
             "Dropout of hidden states and attention (default: the config's)")
      ->group(kGroup);
  add_number(command, "--classifier-dropout", finetune.classifier_dropout, 0, 0.99,
             "Dropout before the head (default: the config's)")
      ->group(kGroup);
  add_strings(command, "--freeze", finetune.optimizer.frozen,
              "Do not train tensors whose names begin so; may be repeated")
      ->type_name("PREFIX")
      ->group(kGroup);
  add_setting(command, "--patience", finetune.patience, 0, 1e6,
              "Stop after so many epochs without a better result; 0 = never", kGroup);
  add_setting(command, "--seed", finetune.seed, 0, 1e18, "Seed of order, dropout and the new head",
              kGroup);
  add_choice(command, "--dtype", finetune.compute_type,
             "Number format of product operands; weights, sums and gradients are always f32",
             {"f32", "bf16"})
      ->group(kGroup);
  add_setting(command, "--batch-tokens", finetune.tokens_at_once, 1, 1 << 24,
              "Tokens per batch slice; smaller values need less memory", kGroup);
}

}  // namespace

void add_finetune(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("finetune", "Train a model for a task on labelled texts");
  command->add_option("folder", options->folder, "Model folder to write")->required();
  add_data(*command, *options);
  add_model_option(*command, options->model);
  add_tokenizer_class_option(*command, options->finetune.tokenizer_class);
  add_training(*command, *options);
  command->add_flag("--force", options->finetune.force,
                    "Replace an existing model folder or an unfinished run");
  command->add_flag("--resume", options->finetune.resume,
                    "Continue from the checkpoint in the folder, if any, with its options");
  add_number(*command, "--checkpoint-minutes", options->checkpoint_minutes, 0, 1e9,
             "Minutes between checkpoints within an epoch")
      ->capture_default_str();
  options->run.add_to(*command);
  set_examples(
      *command,
      {{"A classifier from lines of text and label",
        "albert finetune --task classify --train train.tsv --dev dev.tsv --epochs 1 classifier"},
       {"Named entities from CoNLL columns, with another model",
        "albert finetune -m model --task tag --train train.conll --dev dev.conll --epochs 1 "
        "tagger"}});
  command->callback([options, command, &exit_code] { run(*options, *command, exit_code); });
}

}  // namespace albert::apps
