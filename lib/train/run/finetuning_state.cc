#include "train/run/finetuning_state.h"

#include <string_view>

#include <fmt/format.h>

#include "train/data/digest.h"
#include "train/run/checkpoint.h"
#include "train/run/run_folder.h"

namespace albert::train {
namespace {

constexpr std::string_view kFormat = "albert-finetuning-checkpoint-1";
constexpr const char* kBest = "best/";
constexpr const char* kAverage = "average/";

std::uint64_t digest_of(const TaskExamples& examples) {
  Digest digest;
  const auto add = [&](const auto& values) {
    digest.add(static_cast<std::uint64_t>(values.size()));
    for (const auto& value : values) digest.add(static_cast<std::uint64_t>(value));
  };
  for (std::size_t i = 0; i < examples.size(); ++i) {
    TaskBatch batch;
    examples.append(i, 0, batch);
    add(batch.input_ids);
    add(batch.token_type_ids);
    add(batch.starts);
    add(batch.labels);
    for (const float target : batch.targets) digest.add(fmt::format("{} ", target));
    for (const TokenSpan& span : batch.spans)
      digest.add(fmt::format("{} {} ", span.first, span.last));
    add(batch.choices);
  }
  return digest.value();
}

std::vector<CheckpointBuffer> buffers(FineTuner& tuner, FinetuningState& state) {
  std::vector<CheckpointBuffer> all = training_buffers(tuner.parameters(), tuner.optimizer());
  if (!tuner.average().empty()) all.push_back({kAverage, tuner.average().values()});
  if (state.best_epoch > 0) all.push_back({kBest, state.best});
  return all;
}

}  // namespace

std::string describe(const FinetuneOptions& o, const FinetuningInput& input,
                     std::uint64_t model_digest) {
  const AlbertConfig& config = input.config;
  AlbertConfig shape = config;  // without what has a line of its own
  shape.hidden_dropout_prob = shape.attention_probs_dropout_prob = shape.classifier_dropout_prob =
      0;
  shape.num_labels = AlbertConfig().num_labels;
  // Checkpoints from before these options have no line of them.
  std::string later;
  if (o.layer_decay != 1) later += fmt::format("layer_decay={}\n", o.layer_decay);
  if (o.average_decay != 0) later += fmt::format("average_decay={}\n", o.average_decay);
  // Fingerprints are last: they also differ where a setting before them does.
  return fmt::format(
      "task={}\nlabels={}\ndropout={} {}\nclassifier_dropout={}\nmax_length={}\nepochs={}\n"
      "batch={}\nlr={}\nwarmup={}\nclip={}\noptimizer={}\nbeta1={}\nbeta2={}\nepsilon={}\n"
      "weight_decay={}\nfrozen={}\nseed={}\npatience={}\ndtype={}\n{}config={}\nmodel={:016x}\n"
      "train={:016x}\ndev={:016x}\n",
      to_string(o.task), fmt::join(input.labels.names, " "), config.hidden_dropout_prob,
      config.attention_probs_dropout_prob, config.classifier_dropout_prob, o.max_length,
      o.epochs.value(), o.batch, o.rate.value(), o.warmup, o.clip_norm, o.optimizer.rule,
      o.optimizer.beta1, o.optimizer.beta2, o.optimizer.epsilon, o.optimizer.weight_decay,
      fmt::join(o.optimizer.frozen, " "), o.seed, o.patience, to_string(o.compute_type), later,
      one_line(shape), model_digest, digest_of(*input.train), digest_of(*input.dev));
}

void write_state(const std::filesystem::path& file, FineTuner& tuner, FinetuningState& state) {
  write_checkpoint(file, tuner.layout(), buffers(tuner, state),
                   {{"format", std::string(kFormat)},
                    {"recipe", state.recipe},
                    {"settings", state.settings},
                    {"step", fmt::format("{}", tuner.steps())},
                    {"epoch", fmt::format("{}", state.epoch)},
                    {"index", fmt::format("{}", state.index)},
                    {"loss_sum", fmt::format("{}", state.loss.sum)},
                    {"loss_terms", fmt::format("{}", state.loss.terms)},
                    {"best_epoch", fmt::format("{}", state.best_epoch)},
                    {"metrics", state.metrics},
                    {"seconds", fmt::format("{}", state.seconds)}});
}

FinetuningState read_state(const std::filesystem::path& file, FineTuner& tuner,
                           const std::string& recipe) {
  const Checkpoint checkpoint(file, kFormat);
  checkpoint.require_recipe(recipe);
  FinetuningState state = {.recipe = recipe,
                           .epoch = checkpoint.count("epoch"),
                           .index = checkpoint.count("index"),
                           .loss = {checkpoint.number("loss_sum"), checkpoint.count("loss_terms")},
                           .best_epoch = checkpoint.count("best_epoch"),
                           .metrics = checkpoint.text("metrics"),
                           .seconds = checkpoint.number("seconds")};
  if (state.best_epoch > 0) state.best.assign(tuner.layout().size(), 0);
  checkpoint.read(tuner.layout(), buffers(tuner, state));
  tuner.optimizer().set_steps(checkpoint.count("step"));
  return state;
}

std::vector<std::string> run_files(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  if (is_checkpoint(folder / kCheckpointName, kFormat)) names.emplace_back(kCheckpointName);
  if (is_metrics(folder / kMetricsName, "task_loss")) names.emplace_back(kMetricsName);
  return names;
}

}  // namespace albert::train
