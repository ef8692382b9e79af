// albert init: an untrained model of any shape, with random weights.
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "albert/base/error.h"
#include "albert/config/labels.h"
#include "albert/config/model_costs.h"
#include "albert/config/sharing_strategy.h"
#include "albert/io/atomic_output.h"
#include "albert/io/open_weights.h"
#include "albert/model/random_weights.h"
#include "albert/tokenizer/tokenizer.h"
#include "commands.h"
#include "common/arguments.h"
#include "common/command_description.h"
#include "common/console.h"
#include "common/format_number.h"
#include "common/head_option.h"
#include "common/model_files.h"
#include "common/model_locator.h"
#include "common/model_options.h"
#include "common/output_target.h"
#include "common/run_options.h"
#include "common/shape_options.h"

namespace albert::apps {
namespace {

namespace fs = std::filesystem;

struct InitOptions {
  std::string folder;
  ShapeOptions shape;
  std::optional<Activation> hidden_act;
  std::optional<HeadChoice> head;
  std::optional<ProblemType> problem_type;
  double initializer_range = 0;
  CLI::Option* range_given = nullptr;
  std::uint64_t seed = 1;
  DType dtype = DType::f32;
  std::string tokenizer;
  std::optional<TokenizerClass> tokenizer_class;
  bool force = false;
  bool quiet = false;
};

void fit_to_tokenizer(AlbertConfig& config, const Tokenizer& tokenizer, bool keep_vocabulary) {
  const auto pieces = static_cast<std::int64_t>(tokenizer.vocab_size());
  if (!keep_vocabulary) config.vocab_size = pieces;
  if (config.vocab_size < pieces) {
    throw Error(ErrorCode::usage, fmt::format("--V {} is less than the tokenizer's {} pieces",
                                              config.vocab_size, pieces));
  }
  config.pad_token_id = tokenizer.special().pad;
  config.bos_token_id = tokenizer.special().cls;
  config.eos_token_id = tokenizer.special().sep;
}

AlbertConfig resolve(const InitOptions& options) {
  AlbertConfig config = options.shape.resolve_one();
  if (options.hidden_act) config.hidden_act = *options.hidden_act;
  if (options.range_given->count() > 0) config.initializer_range = options.initializer_range;
  if (options.head) config.num_labels = options.head->outputs();
  return config;
}

ModelParts parts_of(const InitOptions& options) {
  return options.head ? parts_for(options.head->head) : kPretrainingParts;
}

std::string config_json(const InitOptions& options, const AlbertConfig& config) {
  if (!options.head) return to_json(config);
  Labels labels = options.head->labels;
  labels.problem_type = options.problem_type;
  return to_json(config, options.head->head, labels);
}

// Inputs must not be inside the folder that --force replaces.
std::vector<fs::path> inputs_of(const InitOptions& options) {
  std::vector<fs::path> inputs;
  if (!options.tokenizer.empty()) inputs.push_back(locate_tokenizer(options.tokenizer));
  if (!options.shape.model().empty()) inputs.push_back(locate_model(options.shape.model()).folder);
  return inputs;
}

void run(const InitOptions& options) {
  AlbertConfig config = resolve(options);
  check_folder(options.folder, options.force, inputs_of(options));
  AtomicFolder folder(options.folder, options.force);
  if (!options.tokenizer.empty()) {
    const fs::path tokenizer = locate_tokenizer(options.tokenizer);
    load_tokenizer_files(tokenizer, options.tokenizer_class);  // check the tokenizer before copying
    copy_tokenizer(tokenizer, folder.path(), options.tokenizer_class);
    fit_to_tokenizer(config, *Tokenizer::load(folder.path()), options.shape.gives_vocabulary());
  }
  const ModelParts parts = parts_of(options);
  write_random_weights(config, options.seed, options.dtype, folder.path() / "model.safetensors",
                       parts);
  write_file(folder.path() / "config.json", config_json(options, config));
  open_weights(folder.path());  // replace an old model only if the new one can be read
  folder.commit();
  if (!options.quiet) {
    tell_replaced(options.folder, folder.replaced());
    const std::int64_t total = ParameterCounts(TensorCatalogue(config, parts)).total();
    print_note(fmt::format("{}: {} random parameters in {}, sharing {}, seed {}", options.folder,
                           with_separators(total), to_string(options.dtype), sharing_name(config),
                           options.seed));
  }
}

}  // namespace

void add_init(CLI::App& app, int&) {
  auto options = std::make_shared<InitOptions>();
  CLI::App* command =
      app.add_subcommand("init", "Write an untrained model of any shape, with random weights");
  command->add_option("folder", options->folder, "Folder to write")->required();
  options->shape.add_to(*command, "Shape");
  options->shape.add_model_to(*command, "-m,--model",
                              "Take the shape of a model: its folder, a file in it, or a Hub name",
                              "Shape");
  add_choice(*command, "--hidden-act", options->hidden_act,
             "Activation function (default gelu_new; gelu is the erf form)");
  CLI::Option* head = add_head_option(
      *command, options->head,
      "The head of a fine-tuned model instead of those of pretraining: classify and tag (with "
      "the number of labels or their names: classify:3, tag:O,B-PER,I-PER), answer or choose");
  add_choice(*command, "--problem-type", options->problem_type,
             "What the labels of --head classify mean (problem_type in config.json)")
      ->needs(head);
  options->range_given = command
                             ->add_option("--initializer-range", options->initializer_range,
                                          "Standard deviation of the weights (default 0.02)")
                             ->check(CLI::Range(0.0, 1e3).description(""));
  command->add_option("--seed", options->seed, "Seed of the weights")
      ->check(CLI::Validator(CLI::NonNegativeNumber).description(""))
      ->type_name("N")
      ->capture_default_str();
  add_choice(*command, "--dtype", options->dtype, "Number format of the stored weights",
             {"f32", "f16", "bf16"});
  command
      ->add_option(
          "--tokenizer", options->tokenizer,
          "Copy this tokenizer to the folder: a vocabulary file, a folder with one, a Hub name, or "
          "builtin; sets V")
      ->type_name("PATH");
  add_tokenizer_class_option(*command, options->tokenizer_class);
  command->add_flag("--force", options->force, "Replace an existing model folder");
  add_quiet(*command, options->quiet);
  set_examples(*command, {{"A small model for a given vocabulary",
                           "albert init --E 64 --H 128 --L 4 --tokenizer spiece.model untrained"},
                          {"The shape of an existing model, with other weights",
                           "albert init -m model --seed 7 untrained-too"},
                          {"A classifier with three labels",
                           "albert init --E 64 --H 128 --L 4 --head classify:bad,fair,good "
                           "--tokenizer builtin untrained-classifier"}});
  command->callback([options] { run(*options); });
}

}  // namespace albert::apps
