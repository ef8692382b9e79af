// albert train-vocab: a sentencepiece vocabulary with ALBERT's settings, from text.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "albert/base/error.h"
#include "albert/base/mapped_file.h"
#include "albert/base/thread_pool.h"
#include "albert/io/atomic_output.h"
#include "albert/tokenizer/tokenizer.h"
#include "albert/train/vocabulary/vocabulary_training.h"
#include "commands.h"
#include "common/arguments.h"
#include "common/command_description.h"
#include "common/console.h"
#include "common/format_number.h"
#include "common/output_target.h"
#include "common/run_options.h"
#include "common/scratch_folder.h"
#include "common/text_options.h"

namespace albert::apps {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSettings = "tokenizer_config.json";

struct Options {
  std::string file;
  std::vector<std::string> texts;
  std::string encoding;
  train::VocabularyOptions vocabulary;
  bool force = false;
  RunOptions run;
};

std::string count(std::uint64_t number) {
  return with_separators(static_cast<std::int64_t>(number));
}

/// Prints progress in tenths of the text, then that training begins.
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

/// The files that are written.
struct Target {
  fs::path folder;    ///< created if missing; empty for a file target
  fs::path model;     ///< spiece.model, or the given name
  fs::path settings;  ///< tokenizer_config.json
};

/// `name` is a file, or a folder that exists or ends in a slash.
Target target_of(const std::string& name) {
  std::error_code ignored;
  const bool is_folder = fs::is_directory(name, ignored) || !fs::path(name).has_filename();
  if (is_folder) return {name, fs::path(name) / "spiece.model", fs::path(name) / kSettings};
  return {{}, name, fs::path(name).parent_path() / kSettings};
}

/// Whether settings are unmodified output of this command.
bool are_ours(const std::string& settings) {
  const auto json = nlohmann::json::parse(settings, nullptr, false);
  return json.is_object() && json.size() == 4 && json.contains("do_lower_case") &&
         json.contains("keep_accents") && json.contains("remove_space") &&
         json.value("tokenizer_class", nlohmann::json()) == "AlbertTokenizer";
}

/// Existing settings must be equal to the new ones; --force replaces those of this command.
void check_settings(const fs::path& file, const std::string& wanted, bool force) {
  std::error_code ignored;
  if (!fs::exists(fs::symlink_status(file, ignored))) return;
  const std::string found = read_file(file);
  if (found == wanted || (force && are_ours(found))) return;
  throw Error(ErrorCode::usage, "says something else than the new vocabulary needs", file.string(),
              are_ours(found) ? "--force replaces it"
                              : "put the vocabulary into a folder of its own: NAME/");
}

void write_vocabulary(const Target& target, const train::TrainedVocabulary& trained) {
  std::error_code error;
  if (!target.folder.empty()) fs::create_directories(target.folder, error);
  write_file(target.model, trained.model);
  write_file(target.settings, trained.settings);
}

void run(const Options& options) {
  const Target target = target_of(options.file);
  const ScratchFolder scratch;
  std::vector<fs::path> inputs(options.texts.begin(), options.texts.end());
  std::replace(inputs.begin(), inputs.end(), fs::path("-"), fs::path("/dev/stdin"));
  if (inputs.empty()) inputs.emplace_back("/dev/stdin");
  const bool replaces =
      check_file(target.model.string(), options.force, FileKind::sentencepiece_model, inputs);
  check_settings(target.settings, train::tokenizer_settings(options.vocabulary), options.force);
  const auto start = std::chrono::steady_clock::now();
  ThreadPool threads(options.run.threads);
  ReadingReport reading(options.run.quiet);
  train::VocabularyOptions vocabulary = options.vocabulary;
  vocabulary.text = training_text_options(options.encoding, options.run.quiet);
  scratch.add_names(vocabulary.text);
  const train::TrainedVocabulary trained = train::train_vocabulary(
      scratch.gather(options.texts), vocabulary, threads,
      [&](std::uint64_t done, std::uint64_t total) { reading.update(done, total); });
  // All users may read the files.
  const Target draft = target_of(scratch.path().string());
  write_vocabulary(draft, trained);
  const std::size_t pieces = Tokenizer::load(draft.model)->vocab_size();
  write_vocabulary(target, trained);
  if (options.run.quiet) return;
  const std::string name = target.model.string();
  if (replaces) print_note(name + ": replaced the vocabulary that was there");
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  print_note(fmt::format("{}: {} pieces from {} of {} sentences in {:.0f} s", name, count(pieces),
                         count(trained.sentences), count(trained.lines), seconds.count()));
  if (trained.too_long > 0) {
    print_note(fmt::format("{} lines of more than {} bytes were passed over",
                           count(trained.too_long), options.vocabulary.longest_sentence));
  }
}

}  // namespace

void add_train_vocab(CLI::App& app, int&) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("train-vocab", "Train a sentencepiece vocabulary with ALBERT's settings");
  command
      ->add_option("file", options->file,
                   "File to write, or folder (an existing one, or NAME/) for a spiece.model; "
                   "tokenizer_config.json is written to the same folder")
      ->required();
  add_strings(*command, "--text", options->texts,
              "Text with one sentence per line; may be repeated; default or -: stdin")
      ->type_name("FILE");
  add_encoding_option(*command, options->encoding, "Options");
  train::VocabularyOptions& vocabulary = options->vocabulary;
  add_number(*command, "--V", vocabulary.pieces, 14, 1 << 24,
             "Number of pieces, including the 13 special ones and symbols")
      ->capture_default_str();
  add_number(*command, "--coverage", vocabulary.coverage, 0.5, 1,
             "Fraction of the text's characters that have a piece")
      ->type_name("SHARE")
      ->capture_default_str();
  command->add_flag("--cased{false}", vocabulary.lower_case, "Keep upper case");
  command->add_flag("--keep-accents", vocabulary.keep_accents, "Keep accents");
  add_number(*command, "--sentences", vocabulary.sentences, 1, 1e12,
             "Approximate number of lines sampled from a larger text")
      ->capture_default_str();
  command->add_option("--seed", vocabulary.seed, "Seed of the sample")
      ->check(CLI::Validator(CLI::NonNegativeNumber).description(""))
      ->type_name("N")
      ->capture_default_str();
  command->add_flag("--log", vocabulary.trainer_log, "Print sentencepiece's log on stderr");
  command->add_flag("--force", options->force, "Replace an existing vocabulary");
  options->run.add_to(*command);
  set_examples(
      *command,
      {{"A vocabulary of 400 pieces", "albert train-vocab --V 400 --text book.txt vocabulary/"},
       {"The same from a compressed text in another encoding",
        "albert train-vocab --V 400 --encoding latin1 --text book.txt.gz other-vocabulary/"}});
  command->callback([options] { run(*options); });
}

}  // namespace albert::apps
