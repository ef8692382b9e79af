#ifndef ALBERT_TRAIN_RUN_FINETUNING_H_
#define ALBERT_TRAIN_RUN_FINETUNING_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "albert/base/function_ref.h"
#include "albert/kernels/compute_type.h"
#include "albert/tokenizer/tokenizer.h"
#include "albert/train/data/labelled_text.h"
#include "albert/train/evaluation/task_scores.h"
#include "albert/train/optimizer/optimizer_options.h"
#include "albert/train/run/stored_settings.h"

namespace albert::train {

struct FinetuneOptions {
  Task task = Task::classify;
  std::filesystem::path train;  ///< labelled texts, see read_labelled_texts()
  std::filesystem::path dev;    ///< the same, to choose the best epoch
  LabelledTextOptions text = {};
  std::vector<std::string> labels = {};  ///< in the order of the outputs; empty: of the data

  std::filesystem::path model;  ///< to start from: folder or file
  std::optional<TokenizerClass> tokenizer_class = {};
  std::filesystem::path out;  ///< folder of the result
  bool force = false;         ///< replace a model folder or an unfinished run there
  bool resume = false;        ///< continue from the checkpoint in `out`, if any
  std::string settings = {};  ///< the caller's, kept for stored_settings()

  /// Tokens of a sequence; longer texts are cut, or for answer divided into windows. 0: 128, for
  /// answer 384, at most the model's positions.
  std::size_t max_length = 0;
  std::optional<std::size_t> overlap = {};  ///< tokens that windows share; default as Answerer
  std::optional<std::size_t> epochs = {};   ///< passes over the texts; default: default_epochs()
  std::size_t batch = 32;                   ///< examples per step
  std::optional<double> rate = {};          ///< highest learning rate; default: default_rate()
  double layer_decay = 1;  ///< factor of the rate from layer to layer, see layer_rate_factors()
  /// Decay per step of the moving average of the weights, which is evaluated and kept in their
  /// place; it is less in the first steps: at most (1 + t) / (10 + t) in step t. 0: none.
  double average_decay = 0.99;
  double warmup = 0.1;   ///< share of the steps over which the rate rises, before it falls to 0
  double clip_norm = 1;  ///< largest gradient norm; 0: no clipping
  OptimizerOptions optimizer = {.rule = "adamw"};
  std::optional<double> dropout = {};             ///< of hidden states; default: the model's
  std::optional<double> classifier_dropout = {};  ///< before the head; likewise
  std::uint64_t seed = 1;
  std::size_t patience = 0;  ///< epochs without a better measure after which to stop; 0: never
  ComputeType compute_type = ComputeType::f32;

  int threads = 0;
  std::size_t tokens_at_once = 2048;  ///< tokens of a slice of a batch; changes rounding
  double checkpoint_seconds = 600;    ///< within an epoch; there is one after each epoch too
};

/// The highest learning rate that works without tuning: for AdamW 2e-4 up to a hidden size H of
/// 512, then 2e-4·(512/H)^1.5, as larger models need lower ones; for LAMB as many times more as in
/// pretraining.
double default_rate(const OptimizerOptions& optimizer, std::int64_t hidden_size);

/// The passes over the training texts that work without tuning: 4. For tasks with one label per
/// text, few texts are passed over as often as makes 800 steps, which the paper (Lan et al. 2020,
/// table 14) takes for the smallest tasks of GLUE, but at most 20 times (Mosbach et al. 2021).
std::size_t default_epochs(Task task, std::uint64_t steps_per_epoch);

enum class FinetuneEvent : std::uint8_t {
  started,   ///< data and model are read
  progress,  ///< after a step
  epoch,     ///< `dev` has the scores of the epoch that ended
};

struct FinetuneReport {
  FinetuneEvent event = FinetuneEvent::progress;
  std::size_t train_examples = 0;
  std::size_t dev_examples = 0;
  std::size_t truncated = 0;             ///< training texts that were cut
  std::size_t misplaced = 0;             ///< training answers that are not where the file says
  std::string first_misplaced = {};      ///< the place of the first in the file
  std::vector<std::string> labels = {};  ///< of the outputs
  std::vector<std::string> fresh = {};   ///< tensors that start from random weights
  std::uint64_t step = 0;                ///< steps done
  std::uint64_t steps = 0;               ///< in all
  std::size_t epoch = 0;                 ///< epochs done
  double loss = 0;                       ///< mean over the epoch so far
  double rate = 0;
  double tokens_per_second = 0;
  double seconds = 0;
  double seconds_left = 0;
  TaskScores dev = {};
  std::size_t best_epoch = 0;  ///< from 1; 0: none yet
  TaskScores best = {};
};

/// Fine-tunes a model on labelled texts and writes the weights of the epoch that is best on `dev`
/// to a Hugging Face folder, with metrics.jsonl. The head is that of the model when it has one for
/// the same task and labels, otherwise new; so is a missing pooler. The same options give the same
/// bytes on any number of threads.
///
/// While it runs, the folder has a checkpoint from which an interrupted run continues to the same
/// bytes; the finished folder replaces it. A model that is replaced stays there until then.
///
/// Throws Error{model} naming file and line of a bad example, before training; for a model that is
/// not an ALBERT; and when the loss is not finite. Throws Error{usage} for options that do not fit
/// together and a checkpoint of another recipe, and Error{io}. `stop` is polled after each step:
/// true ends the training with a checkpoint and the model of the best epoch, once an epoch has
/// ended. Returns the last report.
FinetuneReport finetune(const FinetuneOptions& options,
                        FunctionRef<void(const FinetuneReport&)> observer,
                        FunctionRef<bool()> stop);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_RUN_FINETUNING_H_
