// albert train-vocab: a sentencepiece vocabulary with ALBERT's settings, from text.
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "albert/base/error.h"
#include "albert/base/thread_pool.h"
#include "albert/io/atomic_output.h"
#include "albert/tokenizer/tokenizer.h"
#include "albert/train/vocabulary_training.h"
#include "commands.h"
#include "common/arguments.h"
#include "common/console.h"
#include "common/format_number.h"
#include "common/run_options.h"
#include "common/scratch_folder.h"

namespace albert::apps {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string file;
  std::vector<std::string> texts;
  train::VocabularyOptions vocabulary;
  bool force = false;
  RunOptions run;
};

std::string count(std::uint64_t number) {
  return with_separators(static_cast<std::int64_t>(number));
}

/// Tenths of the text, as they are read; then that the long part begins.
class ReadingReport {
 public:
  explicit ReadingReport(bool quiet) : quiet_(quiet) {}

  void update(std::uint64_t done, std::uint64_t total) {
    const std::uint64_t tenth = total == 0 ? 10 : done * 10 / total;
    if (quiet_ || tenth == tenth_) return;
    tenth_ = tenth;
    print_note(fmt::format("read {} of {} bytes{}", count(done), count(total),
                           done == total ? "; sentencepiece trains now" : ""));
  }

 private:
  bool quiet_;
  std::uint64_t tenth_ = 0;
};

void run(const Options& options) {
  if (!options.force && fs::exists(options.file)) {
    throw Error(ErrorCode::usage, "exists already", options.file, "--force replaces it");
  }
  const auto start = std::chrono::steady_clock::now();
  const ScratchFolder scratch;
  ThreadPool threads(options.run.threads);
  ReadingReport reading(options.run.quiet);
  const train::TrainedVocabulary trained = train::train_vocabulary(
      scratch.gather(options.texts), options.vocabulary, threads,
      [&](std::uint64_t done, std::uint64_t total) { reading.update(done, total); });
  // Whoever gets the file can load it.
  const fs::path draft = scratch.path() / "spiece.model";
  write_file(draft, trained.model);
  const std::size_t pieces = Tokenizer::load(draft)->vocab_size();
  write_file(options.file, trained.model);
  if (options.run.quiet) return;
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  print_note(fmt::format("{}: {} pieces from {} of {} sentences in {:.0f} s", options.file,
                         count(pieces), count(trained.sentences), count(trained.lines),
                         seconds.count()));
  if (trained.too_long > 0) {
    print_note(fmt::format("{} lines of more than {} bytes were passed over",
                           count(trained.too_long), options.vocabulary.longest_sentence));
  }
}

}  // namespace

void add_train_vocab(CLI::App& app, int&) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("train-vocab", "Train a sentencepiece vocabulary as ALBERT's, from text");
  command->add_option("file", options->file, "Where the vocabulary goes, as spiece.model")
      ->required();
  add_strings(*command, "--text", options->texts,
              "Text of one sentence a line; may be given again; none or -: stdin")
      ->type_name("FILE");
  train::VocabularyOptions& vocabulary = options->vocabulary;
  command
      ->add_option("--V", vocabulary.pieces,
                   "Pieces in all, the 13 special ones and symbols counted")
      ->check(CLI::Range(14, 1 << 24).description(""))
      ->type_name("N")
      ->capture_default_str();
  command
      ->add_option("--coverage", vocabulary.coverage,
                   "Share of the text's characters that have a piece")
      ->check(CLI::Range(0.5, 1.0).description(""))
      ->type_name("SHARE")
      ->capture_default_str();
  command
      ->add_option("--sentences", vocabulary.sentences,
                   "Learn from a random sample of about so many, of a larger text")
      ->check(CLI::Range(1.0, 1e12).description(""))
      ->type_name("N")
      ->capture_default_str();
  command->add_option("--seed", vocabulary.seed, "Seed of that sample")
      ->check(CLI::Validator(CLI::NonNegativeNumber).description(""))
      ->type_name("N")
      ->capture_default_str();
  command->add_flag("--log", vocabulary.trainer_log, "Show sentencepiece's own log on stderr");
  command->add_flag("--force", options->force, "Replace an existing file");
  options->run.add_to(*command);
  command->callback([options] { run(*options); });
}

}  // namespace albert::apps
