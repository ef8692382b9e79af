// albert pretrain: trains a model on text, from scratch or from another model.
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "albert/tokenizer/tokenizer.h"
#include "albert/train/optimizer/update_rule.h"
#include "albert/train/run/pretraining.h"
#include "commands.h"
#include "common/arguments.h"
#include "common/command_description.h"
#include "common/console.h"
#include "common/example_options.h"
#include "common/model_files.h"
#include "common/model_locator.h"
#include "common/model_options.h"
#include "common/run_options.h"
#include "common/shape_options.h"
#include "common/stop_signal.h"
#include "common/stored_options.h"
#include "common/text_options.h"
#include "pretrain_status.h"

namespace albert::apps {
namespace {

namespace fs = std::filesystem;

struct PretrainCommand {
  std::string folder;
  std::vector<std::string> texts;
  std::string data;
  std::vector<std::string> held_out;
  std::string encoding;
  std::string tokenizer;
  std::optional<TokenizerClass> tokenizer_class;
  ShapeOptions shape;
  std::optional<Activation> hidden_act;
  std::optional<double> initializer_range;
  std::optional<double> dropout;
  std::optional<double> attention_dropout;
  ExampleOptions examples;
  train::OptimizerOptions optimizer;
  train::RateSchedule schedule;
  std::optional<double> rate;
  std::optional<std::uint64_t> steps;
  std::uint64_t epochs = 0;
  double pair_weight = 1;
  double clip_norm = 1;
  std::size_t batch = 64;
  std::uint64_t seed = 1;
  ComputeType dtype = ComputeType::f32;
  bool resume = false;
  double max_minutes = 0;
  double checkpoint_minutes = 10;
  std::uint64_t evaluate_every = 500;
  std::size_t evaluate_examples = 512;
  double log_seconds = 10;
  std::size_t tokens_at_once = 2048;
  RunOptions run;
};

AlbertConfig resolve_config(const PretrainCommand& command, const Tokenizer& tokenizer) {
  AlbertConfig config = command.shape.resolve_one();
  if (command.shape.model().empty() && !command.shape.gives_vocabulary()) {
    config.vocab_size = static_cast<std::int64_t>(tokenizer.vocab_size());
    config.pad_token_id = tokenizer.special().pad;
    config.bos_token_id = tokenizer.special().cls;
    config.eos_token_id = tokenizer.special().sep;
  }
  if (command.hidden_act) config.hidden_act = *command.hidden_act;
  if (command.initializer_range) config.initializer_range = *command.initializer_range;
  if (command.dropout) config.hidden_dropout_prob = *command.dropout;
  if (command.attention_dropout) config.attention_probs_dropout_prob = *command.attention_dropout;
  return config;
}

train::PretrainOptions to_options(const PretrainCommand& command) {
  train::PretrainOptions options;
  const std::string& model = command.shape.model();
  if (!model.empty()) options.start_from = locate_model(model).weights;
  options.tokenizer = !command.tokenizer.empty() ? locate_tokenizer(command.tokenizer)
                      : !model.empty()           ? locate_model(model).folder
                                                 : fs::path();
  options.tokenizer_class = command.tokenizer_class;
  const auto tokenizer = load_tokenizer_files(options.tokenizer, options.tokenizer_class);
  options.recipe = {.config = resolve_config(command, *tokenizer),
                    .pairs = command.examples.pairs,
                    .masking = command.examples.masking,
                    .optimizer = command.optimizer,
                    .schedule = command.schedule,
                    .pair_weight = command.pair_weight,
                    .clip_norm = command.clip_norm,
                    .batch = command.batch,
                    .seed = command.seed,
                    .compute_type = command.dtype};
  options.recipe.schedule.steps = command.steps.value_or(1);
  options.epochs = command.epochs;
  options.recipe.schedule.rate =
      command.rate.value_or(train::update_rule(command.optimizer.rule).default_rate);
  options.data = command.data;
  options.texts.assign(command.texts.begin(), command.texts.end());
  options.held_out.assign(command.held_out.begin(), command.held_out.end());
  options.text = training_text_options(command.encoding, command.run.quiet);
  options.out = command.folder;
  options.resume = command.resume;
  options.threads = command.run.threads;
  options.tokens_at_once = command.tokens_at_once;
  options.max_seconds = 60 * command.max_minutes;
  options.checkpoint_seconds = 60 * command.checkpoint_minutes;
  options.evaluate_every = command.evaluate_every;
  options.evaluate_examples = command.evaluate_examples;
  options.log_seconds = command.log_seconds;
  return options;
}

void run(const PretrainCommand& command, CLI::App& parser, int& exit_code) {
  restore_options(parser, command.folder, command.resume);
  require_options(
      {{!command.texts.empty() || !command.data.empty(), "--text or --data"},
       {!command.tokenizer.empty() || !command.shape.model().empty(), "--tokenizer or --model"},
       {command.shape.gives_shape(), "--H, --preset or --model"},
       {command.steps || command.epochs > 0, "--steps or --epochs"}},
      command.folder, command.resume);
  train::PretrainOptions options = to_options(command);
  options.settings = options_to_store(parser);
  PretrainStatus status(command.folder, command.run.quiet);
  catch_stop_signals();
  const train::Report last = train::pretrain(
      options, [&](const train::Report& report) { status.show(report); },
      [] { return stop_signal() != 0; });
  if (stop_signal() != 0) exit_code = 128 + stop_signal();
  if (!status.has_saved()) return;  // not the root process
  if (last.step < last.steps) {
    print_note(
        fmt::format("stopped after step {} of {}; continue with: albert pretrain {} --resume",
                    last.step, last.steps, command.folder));
  } else if (!command.run.quiet) {
    print_note(fmt::format("{} is ready; use it with: albert fill-mask -m {}", command.folder,
                           command.folder));
  }
}

void add_data(CLI::App& app, PretrainCommand& options) {
  app.add_option("folder", options.folder, "Folder for model, checkpoint and metrics.jsonl")
      ->required();
  CLI::Option* text =
      add_strings(app, "--text", options.texts,
                  "Training text: one sentence per line, an empty line between documents; may be "
                  "repeated")
          ->type_name("FILE")
          ->group("Data");
  app.add_option("--data", options.data, "Train on a file of examples from make-data instead")
      ->excludes(text)
      ->type_name("FILE")
      ->group("Data");
  add_strings(app, "--held-out", options.held_out, "Text to evaluate on; may be repeated")
      ->type_name("FILE")
      ->group("Data");
  add_encoding_option(app, options.encoding, "Data");
  app.add_option(
         "--tokenizer", options.tokenizer,
         "Vocabulary file, folder with one, Hub name, or builtin (default: that of --model)")
      ->type_name("PATH")
      ->group("Data");
  add_tokenizer_class_option(app, options.tokenizer_class);
}

void add_model(CLI::App& app, PretrainCommand& options) {
  options.shape.add_model_to(
      app, "-m,--model,--from",
      "Start from the weights of a model; missing heads start from random weights", "Model");
  options.shape.add_to(app, "Model");
  add_choice(app, "--hidden-act", options.hidden_act, "Activation function (default gelu_new)")
      ->group("Model");
  const auto add = [&](const char* name, std::optional<double>& value, double most,
                       const char* description) {
    add_number(app, name, value, 0, most, description)->group("Model");
  };
  add("--initializer-range", options.initializer_range, 1e3,
      "Standard deviation of random weights (default 0.02)");
  add("--dropout", options.dropout, 0.99, "Dropout of hidden states (default: the config's, 0)");
  add("--attention-dropout", options.attention_dropout, 0.99,
      "Dropout of attention probabilities (default: the config's, 0)");
}

void add_optimizer(CLI::App& app, PretrainCommand& options) {
  constexpr const char* kGroup = "Optimizer";
  CLI::Option* steps = add_number(app, "--steps", options.steps, 1, 1e12,
                                  "Total number of optimizer steps (this or --epochs)");
  steps->group(kGroup);
  add_number(app, "--epochs", options.epochs, 1, 1e9, "Passes over the text, in place of --steps")
      ->excludes(steps)
      ->group(kGroup);
  add_setting(app, "--batch", options.batch, 1, 1 << 20, "Examples per step", kGroup);
  std::vector<std::string> rules;
  std::string summaries;
  std::string rates;
  for (const train::UpdateRule* rule : train::update_rules()) {
    rules.emplace_back(rule->name);
    summaries += fmt::format("{}{}", summaries.empty() ? "" : ", or ", rule->summary);
    rates += fmt::format("{}{} for {}", rates.empty() ? "" : ", ", rule->default_rate, rule->name);
  }
  app.add_option("--optimizer", options.optimizer.rule, summaries)
      ->check(CLI::IsMember(rules))
      ->capture_default_str()
      ->group(kGroup);
  add_number(app, "--lr", options.rate, 0, 1e3, "Highest learning rate (default " + rates + ")")
      ->group(kGroup);
  add_setting(app, "--warmup", options.schedule.warmup, 0, 1e12,
              "Steps over which the learning rate rises from 0", kGroup);
  add_setting(app, "--final-lr", options.schedule.final_rate, 0, 1e3,
              "Learning rate after the last step", kGroup);
  add_setting(app, "--decay-power", options.schedule.power, 0, 100,
              "Power of the polynomial decay of the learning rate; 1 = linear", kGroup);
  add_setting(app, "--beta1", options.optimizer.beta1, 0, 0.999999,
              "Decay rate of the first moments", kGroup);
  add_setting(app, "--beta2", options.optimizer.beta2, 0, 0.999999999,
              "Decay rate of the second moments", kGroup);
  add_setting(app, "--epsilon", options.optimizer.epsilon, 1e-30, 1,
              "Added to the root of the second moments", kGroup);
  add_setting(app, "--weight-decay", options.optimizer.weight_decay, 0, 10,
              "Weight decay of all tensors except biases and LayerNorms", kGroup);
  add_strings(app, "--freeze", options.optimizer.frozen,
              "Do not train tensors whose name starts with NAME; may be repeated")
      ->type_name("NAME")
      ->group(kGroup);
  add_setting(app, "--pair-weight", options.pair_weight, 0, 1e6,
              "Weight of the pair loss, relative to the masked-token loss", kGroup);
  add_setting(app, "--clip", options.clip_norm, 0, 1e9,
              "Largest gradient norm, clipped above; 0 = no limit", kGroup);
}

void add_run(CLI::App& app, PretrainCommand& options) {
  constexpr const char* kGroup = "Run";
  app.add_flag("--resume", options.resume,
               "Continue from the checkpoint in the folder, if any, with its options")
      ->group(kGroup);
  add_setting(app, "--seed", options.seed, 0, 9e15, "Seed of random weights, examples and masks",
              kGroup);
  add_choice(app, "--dtype", options.dtype,
             "Number format of product operands; weights, sums and gradients are always f32",
             {"f32", "bf16"})
      ->group(kGroup);
  add_setting(app, "--max-minutes", options.max_minutes, 0, 1e9,
              "Stop with a checkpoint after this time; 0 = no limit", kGroup);
  add_setting(app, "--checkpoint-minutes", options.checkpoint_minutes, 0, 1e9,
              "Minutes between checkpoints", kGroup);
  add_setting(app, "--evaluate-every", options.evaluate_every, 1, 1e12, "Steps between evaluations",
              kGroup);
  add_setting(app, "--evaluate-examples", options.evaluate_examples, 1, 1e12,
              "Held-out examples per evaluation", kGroup);
  add_setting(app, "--log-seconds", options.log_seconds, 0, 1e9, "Seconds between progress lines",
              kGroup);
  add_setting(app, "--batch-tokens,--tokens-at-once", options.tokens_at_once, 1, 1 << 24,
              "Tokens per batch slice; smaller values need less memory", kGroup);
  options.run.add_to(app);
}

}  // namespace

void add_pretrain(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<PretrainCommand>();
  CLI::App* command = app.add_subcommand(
      "pretrain", "Train a model on text, with masked tokens and sentence order");
  add_data(*command, *options);
  add_model(*command, *options);
  options->examples.add_to(*command);
  add_optimizer(*command, *options);
  add_run(*command, *options);
  set_examples(*command, {{"A small model from scratch",
                           "albert pretrain --tokenizer spiece.model --text book.txt --E 32 --H 64 "
                           "--L 2 --max-length 64 --steps 2 --batch 4 trained"},
                          {"Further training of a model, evaluated on other text",
                           "albert pretrain -m model --text book.txt --held-out held-out.txt "
                           "--max-length 64 --steps 2 --batch 4 further"}});
  command->callback([options, command, &exit_code] { run(*options, *command, exit_code); });
}

}  // namespace albert::apps
