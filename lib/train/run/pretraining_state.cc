#include "train/run/pretraining_state.h"

#include <string_view>

#include <fmt/format.h>

#include "train/model/weights_file.h"
#include "train/run/checkpoint.h"

namespace albert::train {
namespace {

constexpr std::string_view kFormat = "albert-checkpoint-1";

}  // namespace

std::string describe(const Recipe& r, std::uint64_t text_digest) {
  std::string lines = fmt::format(
      "config={}\ntext={:016x}\nseq={}\nshort={}\nmask_share={}\nmax_predictions={}\nngram={}\n"
      "whole_words={}\nmask={}\nrandom={}\noptimizer={}\nbeta1={}\nbeta2={}\nepsilon={}\n"
      "weight_decay={}\nlr={}\nfinal_lr={}\npower={}\nwarmup={}\nclip={}\nbatch={}\nseed={}\n",
      one_line(r.config), text_digest, r.pairs.max_length, r.pairs.short_share, r.masking.share,
      r.masking.max_predictions, r.masking.longest_ngram, r.masking.whole_words, r.masking.mask,
      r.masking.random, r.optimizer.rule, r.optimizer.beta1, r.optimizer.beta2, r.optimizer.epsilon,
      r.optimizer.weight_decay, r.schedule.rate, r.schedule.final_rate, r.schedule.power,
      r.schedule.warmup, r.clip_norm, r.batch, r.seed);
  // Settings added in later versions have a line only if they are not the default, so that older
  // checkpoints can be resumed.
  const PairOptions usual;
  const auto add = [&](std::string_view key, const auto& value, const auto& usual_value) {
    if (value != usual_value) lines += fmt::format("{}={}\n", key, value);
  };
  add("pairs", to_string(r.pairs.objective), to_string(usual.objective));
  add("label_share", r.pairs.label_share, usual.label_share);
  add("both_orders", r.pairs.both_orders, usual.both_orders);
  add("pair_weight", r.pair_weight, 1.0);
  add("dtype", to_string(r.compute_type), to_string(ComputeType::f32));
  add("frozen", fmt::format("{}", fmt::join(r.optimizer.frozen, " ")), std::string());
  add("google_quirks", r.pairs.google_quirks, usual.google_quirks);
  return lines;
}

void write_state(const std::filesystem::path& file, Trainer& trainer,
                 const PretrainingState& state) {
  write_checkpoint(file, trainer.layout(),
                   training_buffers(trainer.parameters(), trainer.optimizer()),
                   {{"format", std::string(kFormat)},
                    {"recipe", state.recipe},
                    {"settings", state.settings},
                    {"step", fmt::format("{}", trainer.steps())},
                    {"epoch", fmt::format("{}", trainer.position().epoch)},
                    {"index", fmt::format("{}", trainer.position().index)},
                    {"tokens", fmt::format("{}", state.tokens)},
                    {"seconds", fmt::format("{}", state.seconds)}});
}

PretrainingState read_state(const std::filesystem::path& file, Trainer& trainer,
                            const std::string& recipe) {
  const Checkpoint checkpoint(file, kFormat);
  checkpoint.require_recipe(recipe);
  checkpoint.read(trainer.layout(), training_buffers(trainer.parameters(), trainer.optimizer()));
  trainer.optimizer().set_steps(checkpoint.count("step"));
  trainer.position() = {checkpoint.count("epoch"), checkpoint.count("index")};
  return {.recipe = recipe,
          .tokens = checkpoint.count("tokens"),
          .seconds = checkpoint.number("seconds")};
}

void write_model(const std::filesystem::path& file, Trainer& trainer) {
  write_parameters(file, trainer.layout(), trainer.parameters());
}

}  // namespace albert::train
