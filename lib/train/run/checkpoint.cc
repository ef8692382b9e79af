#include "train/run/checkpoint.h"

#include <charconv>
#include <map>
#include <sstream>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "albert/base/error.h"
#include "albert/io/safetensors.h"
#include "train/model/weights_file.h"

namespace albert::train {
namespace {

constexpr std::string_view kFormat = "albert-checkpoint-1";

/// One buffer of a checkpoint: its tensors are stored as PREFIX/NAME.
struct Section {
  std::string prefix;
  std::span<float> values;
};

std::vector<Section> sections(Trainer& trainer) {
  std::vector<Section> all = {{"weights/", trainer.parameters()}};
  const Optimizer& optimizer = trainer.optimizer();
  for (std::size_t i = 0; i < optimizer.state().size(); ++i) {
    all.push_back({std::string(optimizer.state_names()[i]) + '/', optimizer.state()[i]});
  }
  return all;
}

template <typename Number>
Number number_at(const TensorArchive& archive, const char* key) {
  const auto found = archive.metadata().find(key);
  Number number = 0;
  if (found != archive.metadata().end()) {
    const std::string& text = found->second;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc() && end == text.data() + text.size()) return number;
  }
  throw Error(ErrorCode::model, fmt::format("checkpoint has no valid '{}'", key),
              archive.path().string());
}

/// "key=value" lines by key.
std::map<std::string, std::string> lines_by_key(const std::string& recipe) {
  std::map<std::string, std::string> lines;
  std::istringstream in(recipe);
  for (std::string line; std::getline(in, line);) lines[line.substr(0, line.find('='))] = line;
  return lines;
}

void require_same_recipe(const std::string& ours, const std::string& theirs,
                         const std::filesystem::path& file) {
  const auto our_lines = lines_by_key(ours);
  const auto their_lines = lines_by_key(theirs);
  const auto refuse = [&](const std::string& their_line, const std::string& our_line) {
    throw Error(ErrorCode::usage,
                fmt::format("the checkpoint was made with {}, not {}", their_line, our_line),
                file.string(), "resume with the same settings, or choose another output folder");
  };
  for (const auto& [key, line] : our_lines) {
    const auto found = their_lines.find(key);
    if (found == their_lines.end()) refuse("the default of " + key, line);
    if (found->second != line) refuse(found->second, line);
  }
  for (const auto& [key, line] : their_lines) {
    if (!our_lines.contains(key)) refuse(line, "the default of " + key);
  }
}

}  // namespace

std::string describe(const Recipe& r, std::uint64_t text_digest) {
  // The configuration as one line of JSON.
  std::string config = to_json(r.config);
  std::erase(config, '\n');
  std::string lines = fmt::format(
      "config={}\ntext={:016x}\nseq={}\nshort={}\nmask_share={}\nmax_predictions={}\nngram={}\n"
      "whole_words={}\nmask={}\nrandom={}\noptimizer={}\nbeta1={}\nbeta2={}\nepsilon={}\n"
      "weight_decay={}\nlr={}\nfinal_lr={}\npower={}\nwarmup={}\nclip={}\nbatch={}\nseed={}\n",
      config, text_digest, r.pairs.max_length, r.pairs.short_share, r.masking.share,
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

void write_checkpoint(const std::filesystem::path& file, Trainer& trainer, const RunState& state) {
  std::vector<ParameterSection> stored;
  for (const Section& section : sections(trainer)) {
    stored.push_back({section.prefix, section.values});
  }
  write_parameters(file, trainer.layout(), stored,
                   {{"format", std::string(kFormat)},
                    {"recipe", state.recipe},
                    {"step", fmt::format("{}", trainer.steps())},
                    {"epoch", fmt::format("{}", trainer.position().epoch)},
                    {"index", fmt::format("{}", trainer.position().index)},
                    {"tokens", fmt::format("{}", state.tokens)},
                    {"seconds", fmt::format("{}", state.seconds)}});
}

RunState read_checkpoint(const std::filesystem::path& file, Trainer& trainer,
                         const std::string& recipe) {
  const auto archive = open_safetensors(file);
  const auto metadata = [&](const char* key) {
    const auto found = archive->metadata().find(key);
    return found == archive->metadata().end() ? std::string() : found->second;
  };
  if (metadata("format") != kFormat) {
    throw Error(ErrorCode::model, "is not a training checkpoint of this version", file.string());
  }
  RunState state = {.recipe = metadata("recipe"),
                    .tokens = number_at<std::uint64_t>(*archive, "tokens"),
                    .seconds = number_at<double>(*archive, "seconds")};
  require_same_recipe(recipe, state.recipe, file);
  for (const Section& buffer : sections(trainer)) {
    const auto missing = read_parameters(trainer.layout(), *archive, buffer.prefix, buffer.values);
    if (!missing.empty()) refuse_missing(missing.front(), *archive);
  }
  trainer.optimizer().set_steps(number_at<std::uint64_t>(*archive, "step"));
  trainer.position() = {number_at<std::uint64_t>(*archive, "epoch"),
                        number_at<std::uint64_t>(*archive, "index")};
  return state;
}

void write_model(const std::filesystem::path& file, Trainer& trainer) {
  write_parameters(file, trainer.layout(), trainer.parameters());
}

}  // namespace albert::train
