// albert evaluate: the accuracy of a model on held-out text or labelled texts.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "albert/config/trained_length.h"
#include "albert/train/data/corpus.h"
#include "albert/train/data/corpus_examples.h"
#include "albert/train/data/vocabulary.h"
#include "albert/train/evaluation/evaluation.h"
#include "commands.h"
#include "common/arguments.h"
#include "common/command_description.h"
#include "common/console.h"
#include "common/example_options.h"
#include "common/format_number.h"
#include "common/json_writer.h"
#include "common/model_options.h"
#include "common/output.h"
#include "common/run_options.h"
#include "common/scratch_folder.h"
#include "common/text_options.h"
#include "evaluate_task.h"

namespace albert::apps {
namespace {

constexpr std::size_t kAsTheModel = 0;

/// The length of the model's training, which is said; otherwise its number of positions, at most
/// the paper's 512.
std::size_t usual_length(const ModelSource& source, bool quiet) {
  const std::int64_t positions = source.config().max_position_embeddings;
  const auto trained = trained_length(source.config_json());
  if (trained && *trained <= positions) {
    if (!quiet) {
      print_note(
          fmt::format("examples have up to {} tokens, as in the model's training; "
                      "--max-length changes this",
                      *trained));
    }
    return static_cast<std::size_t>(*trained);
  }
  return static_cast<std::size_t>(std::min<std::int64_t>(512, positions));
}

struct Options {
  std::vector<std::string> texts;
  std::vector<std::string> arguments;
  std::string encoding;
  ModelOptions model;
  ExampleOptions examples;
  std::uint64_t seed = 1;
  std::size_t first = 0;
  bool json = false;
  RunOptions run;
  TaskEvaluation task;
};

train::Evaluation evaluate_texts(const Options& options) {
  LoadedModel loaded(options.model, options.run, kPretrainingParts);
  train::PairOptions pairs = options.examples.pairs;
  if (pairs.max_length == kAsTheModel) {
    pairs.max_length = usual_length(loaded.source, options.run.quiet);
  }
  const train::Vocabulary vocabulary(*loaded.tokenizer);
  const ScratchFolder scratch;
  std::vector<std::string> names = options.texts;
  names.insert(names.end(), options.arguments.begin(), options.arguments.end());
  const auto texts = scratch.gather(names);
  TextOptions text = training_text_options(options.encoding, options.run.quiet);
  scratch.add_names(text);
  const auto cache = scratch.path() / "tokens";
  train::tokenize_corpus(
      texts, *loaded.tokenizer, vocabulary, cache, loaded.threads,
      [](std::uint64_t, std::uint64_t) {}, text);
  const train::Corpus corpus(cache);
  train::CorpusExamples source(corpus, vocabulary, pairs, options.examples.masking, options.seed);
  Progress progress(options.run.quiet);
  return train::evaluate(loaded.model, source,
                         {.examples = options.first == 0 ? SIZE_MAX : options.first,
                          .batch_tokens = options.model.batch_tokens},
                         loaded.threads, [&](std::uint64_t done, std::uint64_t) {
                           progress.reach(static_cast<std::size_t>(done));
                         });
}

void write_json(const train::Evaluation& evaluation, std::string& out) {
  const train::Losses& losses = evaluation.losses;
  const bool judged = losses.pairs > 0;
  JsonWriter json(out);
  const auto add_of_pairs = [&](const char* key, double number) {
    judged ? json.member(key, number) : json.key(key).raw("null");
  };
  json.begin_object()
      .member("mlm_accuracy", losses.mlm_accuracy())
      .member("mlm_loss", losses.mlm_loss())
      .member("mlm_perplexity", std::exp(losses.mlm_loss()))
      .member("predicted", losses.predicted);
  add_of_pairs("sop_accuracy", losses.sop_accuracy());
  add_of_pairs("sop_loss", losses.sop_loss());
  add_of_pairs("sop_calibration_error", evaluation.in_order.error());
  json.member("tokens", losses.tokens);
  json.member("pairs", losses.pairs);
  json.key("sop_calibration").begin_array();
  for (const train::Calibration::Bin& bin : evaluation.in_order.bins()) {
    json.begin_object()
        .member("count", bin.count)
        .member("mean_p_in_order", bin.mean_probability())
        .member("in_order", bin.frequency())
        .end_object();
  }
  json.end_array().end_object();
  out += '\n';
}

void write_text(const train::Evaluation& evaluation, std::string& out) {
  const train::Losses& losses = evaluation.losses;
  const auto line = [&](std::string_view name, const std::string& value) {
    out += fmt::format("{:<23}{}\n", name, value);
  };
  const auto count = [](std::size_t number) {
    return with_separators(static_cast<std::int64_t>(number));
  };
  line("tokens", count(losses.tokens));
  line("predicted tokens", count(losses.predicted));
  line("MLM accuracy", fmt::format("{:.2f} %", 100 * losses.mlm_accuracy()));
  line("MLM loss", fmt::format("{:.4f}", losses.mlm_loss()));
  line("MLM perplexity", fmt::format("{:.2f}", std::exp(losses.mlm_loss())));
  line("pairs", count(losses.pairs));
  if (losses.pairs == 0) return;
  line("SOP accuracy", fmt::format("{:.2f} %", 100 * losses.sop_accuracy()));
  line("SOP loss", fmt::format("{:.4f}", losses.sop_loss()));
  line("SOP calibration error", fmt::format("{:.4f}", evaluation.in_order.error()));
}

void run(const Options& options) {
  if (options.task.task) {
    return evaluate_task(options.task, options.model, options.run, options.encoding, options.json);
  }
  const train::Evaluation evaluation = evaluate_texts(options);
  Output output;
  if (options.json) {
    write_json(evaluation, output.buffer());
  } else {
    write_text(evaluation, output.buffer());
  }
  output.finish();
}

/// Options of evaluation on held-out text are of no use with --task.
void exclude_task(CLI::App& command) {
  const auto of_text = [](const CLI::Option* option) {
    const std::string name = option->get_name();
    return option->get_group() == "Making examples" || name == "texts" || name == "--text" ||
           name == "--examples" || name == "--seed";
  };
  for (CLI::Option* option : command.get_options(of_text)) option->excludes("--task");
}

}  // namespace

void add_evaluate(CLI::App& app, int&) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "evaluate", "Measure a model's accuracy on held-out text or, fine-tuned, on labelled texts");
  add_strings(*command, "texts", options->arguments, "The same as --text")->type_name("FILE");
  add_strings(*command, "--text", options->texts,
              "Text with one sentence per line and an empty line between documents; may be "
              "repeated; default or -: stdin")
      ->type_name("FILE");
  add_encoding_option(*command, options->encoding, "Options");
  command->add_flag("--json", options->json, "Print one JSON object, with more details");
  command->add_option("--examples", options->first, "Use only the first N examples; 0 = all")
      ->check(CLI::Validator(CLI::NonNegativeNumber).description(""))
      ->type_name("N")
      ->capture_default_str();
  command->add_option("--seed", options->seed, "Seed of the examples")
      ->check(CLI::Validator(CLI::NonNegativeNumber).description(""))
      ->type_name("N")
      ->capture_default_str();
  options->model.add_model_to(*command);
  options->examples.pairs.max_length = kAsTheModel;
  options->examples.add_to(*command);
  command->get_option("--max-length")
      ->description(
          "Maximum tokens per example (default: that of the model's training, if known, "
          "otherwise its positions, at most 512)")
      ->default_str("");
  options->task.add_to(*command);
  exclude_task(*command);
  options->run.add_to(*command);
  set_examples(*command,
               {{"Accuracy on held-out text", "albert evaluate -m model --text held-out.txt"},
                {"The first examples only, as JSON",
                 "albert evaluate -m model --examples 4 --json --text held-out.txt"},
                {"A classifier on lines of text and label",
                 "albert evaluate -m classifier --task classify --data dev.tsv"},
                {"What albert tag wrote, as JSON",
                 "albert evaluate --task tag --data dev.conll --predictions tags.jsonl --json"}});
  command->callback([options] { run(*options); });
}

}  // namespace albert::apps
