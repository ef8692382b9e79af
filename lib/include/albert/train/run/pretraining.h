#ifndef ALBERT_TRAIN_RUN_PRETRAINING_H_
#define ALBERT_TRAIN_RUN_PRETRAINING_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
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

namespace albert::train {

/// What determines the trained weights, bit for bit, together with text, tokenizer and first
/// weights. A run goes on from a checkpoint only with the same recipe (but for `schedule.steps`).
struct Recipe {
  AlbertConfig config;  ///< vocab_size must be the tokenizer's
  PairOptions pairs;
  MaskingOptions masking;
  OptimizerOptions optimizer;
  RateSchedule schedule;
  double pair_weight = 1;  ///< of the second loss beside that of masked tokens
  double clip_norm = 1;    ///< of the gradient; 0 = never clipped
  std::size_t batch = 64;  ///< examples per step
  std::uint64_t seed = 1;
  /// Of the operands of products, f32 or bf16; weights, sums, gradients and moments are f32.
  ComputeType compute_type = ComputeType::f32;
};

struct PretrainOptions {
  Recipe recipe;
  std::vector<std::filesystem::path> texts;     ///< or, if none:
  std::filesystem::path data;                   ///< examples that make_data() made; `recipe.pairs`
                                                ///< and `masking` count for held-out text only
  std::vector<std::filesystem::path> held_out;  ///< may be empty: nothing is evaluated
  TextOptions text;                             ///< how texts and held_out are read
  std::filesystem::path tokenizer;              ///< as Tokenizer::load() takes it
  std::optional<TokenizerClass> tokenizer_class = {};  ///< likewise
  std::filesystem::path start_from;  ///< model folder; empty = fresh weights. A pooler
                                     ///< or head that it lacks starts fresh.
  std::filesystem::path out;         ///< result folder
  bool resume = false;               ///< go on from the checkpoint in `out`, if any

  int threads = 0;
  std::size_t tokens_at_once = 2048;  ///< part of a batch in memory at a time; changes rounding
  double max_seconds = 0;             ///< stop, with a checkpoint, after so long; 0 = never
  double checkpoint_seconds = 600;
  std::uint64_t evaluate_every = 500;   ///< steps
  std::size_t evaluate_examples = 512;  ///< of the held-out text
  double log_seconds = 10;              ///< a line of metrics.jsonl, at least so far apart
};

enum class Event : std::uint8_t {
  tokenizing,  ///< `done` of `total` bytes
  started,     ///< the first step comes next; `report.step` of them are done already
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
  double seconds = 0;  ///< since training began, earlier runs included
  double seconds_left = 0;
  std::uint64_t tokens = 0;  ///< seen since training began
  std::uint64_t done = 0;
  std::uint64_t total = 0;
  std::vector<std::string> fresh = {};  ///< when started: tensors that `start_from` lacks
};

/// What a run goes on from, in its result folder.
inline constexpr const char* kCheckpointName = "checkpoint.safetensors";

/// One pretraining run: reads text or examples, trains, evaluates, writes checkpoints and the model
/// folder (config.json, model.safetensors, tokenizer files, metrics.jsonl, checkpoint.safetensors).
///
/// Throws Error{usage} for impossible options or a checkpoint of another recipe, Error{model} for
/// bad files, a vocabulary that does not fit, or a loss that is no longer finite (naming the last
/// good checkpoint), and Error{io}.
/// Returns the last report. `stop` is polled after each step: true ends the run with a checkpoint.
Report pretrain(const PretrainOptions& options, FunctionRef<void(const Report&)> observer,
                FunctionRef<bool()> stop);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_RUN_PRETRAINING_H_
