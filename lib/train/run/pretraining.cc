#include "albert/train/run/pretraining.h"

#include <algorithm>
#include <chrono>
#include <string>

#include <fmt/format.h>

#include "albert/base/error.h"
#include "albert/config/trained_length.h"
#include "albert/io/atomic_output.h"
#include "albert/kernels/isa.h"
#include "albert/model/requirements.h"
#include "albert/source/model_source.h"
#include "albert/train/data/corpus_examples.h"
#include "albert/train/data/file_examples.h"
#include "train/model/weights_file.h"
#include "train/run/metrics.h"
#include "train/run/pretraining_state.h"
#include "train/run/process_group.h"
#include "train/run/run_folder.h"
#include "train/run/trainer.h"

namespace albert::train {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using Observer = FunctionRef<void(const Report&)>;

// All runs are evaluated on the same held-out examples.
constexpr std::uint64_t kHeldOutSeed = 1;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

void check(const PretrainOptions& options, const Vocabulary& vocabulary, int ranks) {
  const Recipe& recipe = options.recipe;
  if (options.texts.empty() == options.data.empty()) {
    throw Error(ErrorCode::usage, "a run needs either texts or a file of examples");
  }
  validate(recipe.config);
  require_vocabulary(recipe.config, vocabulary.size(), options.tokenizer.string());
  if (static_cast<std::int64_t>(recipe.pairs.max_length) > recipe.config.max_position_embeddings) {
    throw Error(ErrorCode::usage,
                fmt::format("sequences of {} tokens do not fit the model's {} positions",
                            recipe.pairs.max_length, recipe.config.max_position_embeddings));
  }
  if (recipe.config.type_vocab_size < 2) {
    throw Error(ErrorCode::usage, "sentence pairs need type_vocab_size 2");
  }
  if (recipe.batch == 0 || recipe.batch % static_cast<std::size_t>(ranks) != 0) {
    throw Error(ErrorCode::usage,
                fmt::format("a batch of {} examples cannot be shared by {} processes", recipe.batch,
                            ranks));
  }
  if (vocabulary.ordinary.empty()) {
    throw Error(ErrorCode::model, "the vocabulary has only special tokens",
                options.tokenizer.string());
  }
}

void create_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw Error(ErrorCode::io, "cannot be made: " + error.message(), folder.string());
}

/// Writes the files of a model folder other than the weights.
void write_description(const PretrainOptions& options, std::size_t trained_length) {
  write_file(options.out / "config.json",
             with_trained_length(to_json(options.recipe.config),
                                 static_cast<std::int64_t>(trained_length)));
  const fs::path& tokenizer = options.tokenizer;
  const fs::path folder = fs::is_directory(tokenizer) ? tokenizer : tokenizer.parent_path();
  if (!fs::equivalent(folder.empty() ? "." : folder, options.out)) {
    copy_tokenizer(tokenizer, options.out, options.tokenizer_class);
  }
}

/// The root process tokenizes, all read.
Corpus open_corpus(const std::vector<fs::path>& texts, const Tokenizer& tokenizer,
                   const Vocabulary& vocabulary, const fs::path& cache, ProcessGroup& group,
                   ThreadPool& threads, Observer observer, const TextOptions& options) {
  if (!group.is_root()) {
    group.barrier();
    return Corpus(cache);
  }
  tokenize_corpus(
      texts, tokenizer, vocabulary, cache, threads,
      [&](std::uint64_t done, std::uint64_t total) {
        observer({.event = Event::tokenizing, .done = done, .total = total});
      },
      options);
  group.barrier();
  return Corpus(cache);
}

/// Examples and the data that they refer to.
struct Examples {
  std::unique_ptr<const Corpus> corpus;
  std::unique_ptr<const ExampleFile> file;
  std::unique_ptr<ExampleSource> source;
  std::uint64_t digest = 0;
};

Examples examples_of_texts(Corpus texts, const Vocabulary& vocabulary, const Recipe& recipe,
                           std::uint64_t seed) {
  auto corpus = std::make_unique<const Corpus>(std::move(texts));
  auto source =
      std::make_unique<CorpusExamples>(*corpus, vocabulary, recipe.pairs, recipe.masking, seed);
  const std::uint64_t digest = corpus->digest();
  return {std::move(corpus), nullptr, std::move(source), digest};
}

Examples examples_of_file(const fs::path& path, const Vocabulary& vocabulary,
                          const Recipe& recipe) {
  auto file = std::make_unique<const ExampleFile>(path);
  const ExampleFileInfo& info = file->info();
  if (info.vocabulary_digest != vocabulary.digest || info.vocab_size != vocabulary.size()) {
    throw Error(ErrorCode::model, "was made with another tokenizer", path.string(),
                "give that one, or make the examples again");
  }
  if (static_cast<std::int64_t>(info.longest) > recipe.config.max_position_embeddings) {
    throw Error(ErrorCode::usage,
                fmt::format("has examples of {} tokens, which do not fit the model's {} positions",
                            info.longest, recipe.config.max_position_embeddings),
                path.string());
  }
  auto source = std::make_unique<FileExamples>(*file, recipe.seed);
  return {nullptr, std::move(file), std::move(source), info.digest};
}

/// Loads the weights of a model; returns the names of missing ones. Only pooler and heads may be
/// missing, so bare encoders and models with other heads can be used.
std::vector<std::string> start_from(const fs::path& model, Trainer& trainer) {
  const ModelSource source = ModelSource::open(model);
  source.check();
  const TensorArchive& archive = *source.tensors();
  std::vector<std::string> fresh;
  for (const TensorSpec& spec :
       read_parameters(trainer.layout(), archive, "", trainer.parameters())) {
    const bool may_start_fresh = spec.component == Component::pooler ||
                                 spec.component == Component::mlm_head ||
                                 spec.component == Component::sop_head;
    if (!may_start_fresh) refuse_missing(spec, archive);
    fresh.push_back(spec.name);
  }
  return fresh;
}

/// The training loop: schedules reports, checkpoints and evaluations.
class Run {
 public:
  /// `held_out` may be null.
  Run(const PretrainOptions& options, Trainer& trainer, ExampleSource& source,
      ExampleSource* held_out, ProcessGroup& group, ThreadPool& threads, const Observer& observer)
      : options_(options),
        trainer_(trainer),
        source_(source),
        held_out_(held_out),
        group_(group),
        threads_(threads),
        observer_(observer) {}

  /// `fresh`: the tensors that are not loaded from a model.
  Report train(PretrainingState state, std::vector<std::string> fresh, FunctionRef<bool()> stop) {
    state_ = std::move(state);
    earlier_seconds_ = state_.seconds;
    first_step_ = trainer_.steps();
    std::optional<Metrics> metrics;  // of the root process
    if (group_.is_root()) metrics.emplace(options_.out / kMetricsName, first_step_);
    Report started = make_report(Event::started, {});
    started.fresh = std::move(fresh);
    if (group_.is_root()) observer_(started);
    const std::uint64_t steps = trainer_.total_steps();
    bool stopping = false;
    while (trainer_.steps() < steps && !stopping) {
      const StepResult result = trainer_.step(source_, group_, threads_);
      if (!result.finite) fail_exploded();
      state_.tokens += result.losses.tokens;
      window_ += result.losses;
      last_ = result;
      const std::uint64_t step = trainer_.steps();
      stopping = group_.any(stop() || time_is_up());
      if (!group_.is_root()) continue;
      const bool last = stopping || step == steps;
      if (last || seconds_since(logged_) >= options_.log_seconds) log(*metrics);
      if (held_out_ != nullptr && (last || step % options_.evaluate_every == 0)) {
        metrics->write(notify(Event::evaluated,
                              trainer_.evaluate(*held_out_, options_.evaluate_examples, threads_)));
      }
      if (last || seconds_since(saved_) >= options_.checkpoint_seconds) save();
    }
    return make_report(Event::progress, last_.losses);
  }

 private:
  Report make_report(Event event, const Losses& losses) const {
    const std::uint64_t step = trainer_.steps();
    const double spent = seconds_since(start_);
    const double per_step =
        step == first_step_ ? 0 : spent / static_cast<double>(step - first_step_);
    double left = per_step * static_cast<double>(trainer_.total_steps() - step);
    if (options_.max_seconds > 0) left = std::min(left, options_.max_seconds - spent);
    return {.event = event,
            .step = step,
            .steps = trainer_.total_steps(),
            .epoch = trainer_.position().epoch,
            .losses = losses,
            .rate = last_.rate,
            .gradient_norm = last_.gradient_norm,
            .tokens_per_second =
                static_cast<double>(losses.tokens) / std::max(1e-9, seconds_since(logged_)),
            .seconds = earlier_seconds_ + spent,
            .seconds_left = std::max(0.0, left),
            .tokens = state_.tokens};
  }

  bool time_is_up() const {
    return options_.max_seconds > 0 && seconds_since(start_) >= options_.max_seconds;
  }

  Report notify(Event event, const Losses& losses) {
    Report report = make_report(event, losses);
    observer_(report);
    return report;
  }

  void log(Metrics& metrics) {
    metrics.write(notify(Event::progress, window_));
    window_ = {};
    logged_ = Clock::now();
  }

  void save() {
    state_.seconds = earlier_seconds_ + seconds_since(start_);
    write_state(checkpoint(), trainer_, state_);
    write_model(options_.out / "model.safetensors", trainer_);
    saved_ = Clock::now();
    notify(Event::saved, {});
  }

  [[noreturn]] void fail_exploded() const {
    const bool saved = fs::exists(checkpoint());
    throw Error(ErrorCode::model,
                fmt::format("the loss is not finite at step {}", trainer_.steps() + 1),
                saved ? checkpoint().string() : options_.out.string(),
                saved ? "this last good checkpoint was kept; start from its model with a lower "
                        "learning rate or a longer warm-up"
                      : "nothing was saved yet; use a lower learning rate or a longer warm-up");
  }

  fs::path checkpoint() const { return options_.out / kCheckpointName; }

  const PretrainOptions& options_;
  Trainer& trainer_;
  ExampleSource& source_;
  ExampleSource* held_out_;
  ProcessGroup& group_;
  ThreadPool& threads_;
  const Observer& observer_;
  PretrainingState state_;
  Losses window_;  // since the last progress report
  StepResult last_;
  std::uint64_t first_step_ = 0;
  double earlier_seconds_ = 0;
  Clock::time_point start_ = Clock::now();
  Clock::time_point logged_ = start_;
  Clock::time_point saved_ = start_;
};

}  // namespace

Report pretrain(const PretrainOptions& options, Observer observer, FunctionRef<bool()> stop) {
  const std::unique_ptr<ProcessGroup> group = join_process_group();
  const auto tokenizer = Tokenizer::load(options.tokenizer, options.tokenizer_class);
  const Vocabulary vocabulary(*tokenizer);
  check(options, vocabulary, group->size());
  const fs::path checkpoint = options.out / kCheckpointName;
  const bool resuming = options.resume && fs::exists(checkpoint);
  if (!options.resume && fs::exists(checkpoint)) refuse_checkpoint(options.out);
  if (!resuming && group->is_root()) check_run_folder(options);
  const Recipe& recipe = options.recipe;
  Trainer trainer(recipe, options.tokens_at_once, default_isa());
  create_folder(options.out);
  ThreadPool threads(options.threads);

  const auto corpus_of = [&](const std::vector<fs::path>& texts, const char* cache) {
    return open_corpus(texts, *tokenizer, vocabulary, options.out / cache, *group, threads,
                       observer, options.text);
  };
  const Examples examples = options.data.empty()
                                ? examples_of_texts(corpus_of(options.texts, kTrainTokensName),
                                                    vocabulary, recipe, recipe.seed)
                                : examples_of_file(options.data, vocabulary, recipe);
  Examples held_out;
  if (!options.held_out.empty()) {
    held_out = examples_of_texts(corpus_of(options.held_out, kHeldOutTokensName), vocabulary,
                                 recipe, kHeldOutSeed);
  }

  if (options.epochs > 0) {
    const std::uint64_t all = options.epochs * examples.source->size(0);
    trainer.set_total_steps((all + recipe.batch - 1) / recipe.batch);
  }
  PretrainingState state = {.recipe = describe(recipe, examples.digest)};
  std::vector<std::string> fresh;
  if (resuming) {
    state = read_state(checkpoint, trainer, state.recipe);
    if (trainer.position().index >= examples.source->size(trainer.position().epoch)) {
      throw Error(ErrorCode::model, "its position is beyond the last example", checkpoint.string());
    }
  } else if (!options.start_from.empty()) {
    fresh = start_from(options.start_from, trainer);
  }
  state.settings = options.settings;
  if (group->is_root()) write_description(options, examples.source->max_length());
  Run run(options, trainer, *examples.source, held_out.source.get(), *group, threads, observer);
  return run.train(std::move(state), std::move(fresh), stop);
}

}  // namespace albert::train
