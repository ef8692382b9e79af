#ifndef ALBERT_TRAIN_RUN_PRETRAINING_H_
#define ALBERT_TRAIN_RUN_PRETRAINING_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "albert/base/function_ref.h"
#include "albert/config/albert_config.h"
#include "albert/io/text_reader.h"
#include "albert/kernels/compute_type.h"
#include "albert/tokenizer/tokenizer.h"
#include "albert/train/data/masking.h"
#include "albert/train/data/pairs.h"
#include "albert/train/model/losses.h"
#include "albert/train/optimizer/optimizer_options.h"
#include "albert/train/run/stored_settings.h"

namespace albert::train {

/// All settings that, together with text, tokenizer and initial weights, determine the trained
/// weights to the bit. A run resumes from a checkpoint only with the same recipe (except
/// `schedule.steps`).
struct Recipe {
  AlbertConfig config;  ///< vocab_size must be the tokenizer's
  PairOptions pairs;
  MaskingOptions masking;
  OptimizerOptions optimizer;
  RateSchedule schedule;
  double pair_weight = 1;  ///< weight of the pair loss, relative to the MLM loss
  double clip_norm = 1;    ///< largest gradient norm; 0 = no clipping
  std::size_t batch = 64;  ///< examples per step
  std::uint64_t seed = 1;
  /// Format of the operands of products, f32 or bf16; everything else is f32.
  ComputeType compute_type = ComputeType::f32;
};

struct PretrainOptions {
  Recipe recipe;
  std::vector<std::filesystem::path> texts;     ///< training texts; if empty, `data` is used
  std::filesystem::path data;                   ///< file of make_data(); `recipe.pairs` and
                                                ///< `masking` then apply to held-out text only
  std::vector<std::filesystem::path> held_out;  ///< empty: no evaluation
  TextOptions text;                             ///< options of texts and held_out
  std::filesystem::path tokenizer;              ///< source of Tokenizer::load()
  std::optional<TokenizerClass> tokenizer_class = {};  ///< likewise
  std::filesystem::path start_from;  ///< model folder; empty = random weights. A missing
                                     ///< pooler or head starts from random weights.
  std::filesystem::path out;         ///< result folder
  bool resume = false;               ///< continue from the checkpoint in `out`, if any
  std::string settings = {};         ///< the caller's, kept for stored_settings()

  std::uint64_t epochs = 0;  ///< not 0: in place of `recipe.schedule.steps`, so many times
                             ///< the examples of the first epoch
  int threads = 0;
  std::size_t tokens_at_once = 2048;  ///< tokens of a batch slice; changes rounding
  double max_seconds = 0;             ///< stop with a checkpoint after this time; 0 = never
  double checkpoint_seconds = 600;
  std::uint64_t evaluate_every = 500;   ///< steps
  std::size_t evaluate_examples = 512;  ///< of the held-out text
  double log_seconds = 10;              ///< shortest interval of lines in metrics.jsonl
};

enum class Event : std::uint8_t {
  tokenizing,  ///< `done` of `total` bytes
  started,     ///< before the first step; `report.step` steps are done already
  progress,    ///< training losses since the last such report
  evaluated,   ///< losses on the held-out text
  saved,       ///< checkpoint and model were written
};

struct Report {
  Event event = Event::progress;
  std::uint64_t step = 0;   ///< steps done
  std::uint64_t steps = 0;  ///< in all
  std::uint64_t epoch = 0;
  Losses losses = {};
  double rate = 0;
  double gradient_norm = 0;  ///< of the last step, before clipping
  double tokens_per_second = 0;
  double seconds = 0;  ///< of training, including earlier runs
  double seconds_left = 0;
  std::uint64_t tokens = 0;  ///< of training so far
  std::uint64_t done = 0;
  std::uint64_t total = 0;
  std::vector<std::string> fresh = {};  ///< when started: tensors missing in `start_from`
};

/// One pretraining run: reads text or examples, trains, evaluates, writes checkpoints and the model
/// folder (config.json with trained_length, model.safetensors, tokenizer files, metrics.jsonl,
/// checkpoint.safetensors).
///
/// Throws Error{usage} for invalid options or a checkpoint of another recipe, Error{model} for bad
/// files, a vocabulary that does not fit, or a loss that is not finite (naming the last good
/// checkpoint), and Error{io}.
/// Returns the last report. `stop` is polled after each step: true ends the run with a checkpoint.
Report pretrain(const PretrainOptions& options, FunctionRef<void(const Report&)> observer,
                FunctionRef<bool()> stop);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_RUN_PRETRAINING_H_
