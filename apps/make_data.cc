// albert make-data: makes pretraining examples from text, and prints them.
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "albert/base/error.h"
#include "albert/base/thread_pool.h"
#include "albert/tokenizer/tokenizer.h"
#include "albert/train/data/data_making.h"
#include "commands.h"
#include "common/arguments.h"
#include "common/command_description.h"
#include "common/console.h"
#include "common/example_options.h"
#include "common/format_number.h"
#include "common/model_files.h"
#include "common/model_locator.h"
#include "common/model_options.h"
#include "common/output.h"
#include "common/output_target.h"
#include "common/run_options.h"
#include "common/text_options.h"
#include "dump_examples.h"

namespace albert::apps {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kProgressInterval(5);

struct Options {
  std::string file;
  std::vector<std::string> texts;
  std::string encoding;
  std::string tokenizer;
  std::optional<TokenizerClass> tokenizer_class;
  ExampleOptions examples;
  train::DataMakingOptions making;
  std::size_t window_mib = 32;
  bool force = false;
  bool dump = false;
  bool json = false;
  std::size_t first = 0;
  RunOptions run;
};

std::string count(std::uint64_t number) {
  return with_separators(static_cast<std::int64_t>(number));
}

void make(const Options& options) {
  if (options.tokenizer.empty()) {
    throw Error(
        ErrorCode::usage, "no tokenizer is given", "--tokenizer",
        "it takes a spiece.model, vocab.txt or tokenizer.json, or a folder with one of them");
  }
  std::vector<fs::path> texts;
  for (const std::string& text : options.texts) {
    texts.emplace_back(text == "-" ? "/dev/stdin" : text);
  }
  if (texts.empty()) texts.emplace_back("/dev/stdin");
  std::vector<fs::path> inputs = texts;
  inputs.push_back(locate_tokenizer(options.tokenizer));
  const bool replaces = check_file(options.file, options.force, FileKind::example_file, inputs);
  train::DataMakingOptions making = options.making;
  making.pairs = options.examples.pairs;
  making.masking = options.examples.masking;
  making.text = training_text_options(options.encoding, options.run.quiet);
  making.window_bytes = options.window_mib << 20;
  const auto tokenizer =
      load_tokenizer_files(locate_tokenizer(options.tokenizer), options.tokenizer_class);
  ThreadPool threads(options.run.threads);
  auto reported = Clock::now();
  const train::DataMakingReport report =
      train::make_data(texts, *tokenizer, making, options.file, threads, [&](std::uint64_t bytes) {
        if (options.run.quiet || Clock::now() - reported < kProgressInterval) return;
        reported = Clock::now();
        print_note(fmt::format("{} MiB of text done", bytes >> 20));
      });
  if (options.run.quiet) return;
  if (replaces) print_note(options.file + ": replaced the examples that were there");
  print_note(fmt::format(
      "{}: {} examples of {} tokens, {} of them to predict, from {} sentences in "
      "{} documents",
      options.file, count(report.examples.examples), count(report.examples.tokens),
      count(report.examples.predicted), count(report.sentences), count(report.documents)));
}

void dump(const Options& options) {
  const train::ExampleFile file(options.file);
  std::unique_ptr<Tokenizer> tokenizer;
  if (!options.tokenizer.empty()) {
    tokenizer = load_tokenizer_files(locate_tokenizer(options.tokenizer), options.tokenizer_class);
  }
  Output output;
  dump_examples(file, tokenizer.get(), options.first, options.json, output);
  output.finish();
}

void add_making(CLI::App& command, Options& options) {
  add_strings(command, "--text", options.texts,
              "Text with one sentence per line and an empty line between documents; may be "
              "repeated; default or -: stdin")
      ->type_name("FILE")
      ->group("Text");
  add_encoding_option(command, options.encoding, "Text");
  command.add_flag("--split", options.making.split, "Split lines into sentences")->group("Text");
  add_setting(command, "--window", options.window_mib, 1, 1 << 16,
              "MiB of text in memory; examples are shuffled, and take segments of other "
              "documents, within it",
              "Text")
      ->type_name("MIB");
  options.examples.add_to(command);
  add_setting(command, "--epochs", options.making.epochs, 1, 1 << 20,
              "Number of passes over the text, each with new pairs and masks", "Making examples");
  command.add_option("--seed", options.making.seed, "Seed of all random choices")
      ->check(CLI::Validator(CLI::NonNegativeNumber).description(""))
      ->type_name("N")
      ->capture_default_str()
      ->group("Making examples");
}

}  // namespace

void add_make_data(CLI::App& app, int&) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "make-data", "Make a file of pretraining examples from text, or print one");
  command->add_option("file", options->file, "File of examples to write, or with --dump to read")
      ->required();
  command
      ->add_option("--tokenizer", options->tokenizer,
                   "Vocabulary file, folder with one, Hub name, or builtin")
      ->type_name("PATH");
  add_tokenizer_class_option(*command, options->tokenizer_class);
  command->add_flag("--force", options->force, "Replace an existing file");
  auto* dumping = command->add_flag("--dump", options->dump,
                                    "Print the examples of a file instead of making one");
  command->add_flag("--json", options->json, "Print one JSON object per example")->needs(dumping);
  command->add_option("--examples", options->first, "Print only the first N examples; 0 = all")
      ->needs(dumping)
      ->check(CLI::Validator(CLI::NonNegativeNumber).description(""))
      ->type_name("N")
      ->capture_default_str();
  add_making(*command, *options);
  options->run.add_to(*command);
  set_examples(
      *command,
      {{"Examples of a text", "albert make-data --tokenizer spiece.model --text book.txt examples"},
       {"The first two examples of a file",
        "albert make-data --dump --examples 2 --tokenizer spiece.model examples"}});
  command->callback([options] { options->dump ? dump(*options) : make(*options); });
}

}  // namespace albert::apps
