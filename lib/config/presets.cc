#include "albert/config/presets.h"

#include <algorithm>
#include <array>

#include "albert/base/error.h"
#include "albert/config/sharing_strategy.h"

namespace albert {
namespace {

Preset albert_preset(std::string_view name, std::int64_t hidden_size, std::int64_t layers,
                     std::string_view note = {}) {
  return {name, paper_config(128, hidden_size, layers), kPretrainingParts, note};
}

// The paper counts BERT with ALBERT's vocabulary of 30,000 pieces.
Preset bert_preset(std::string_view name, std::int64_t hidden_size, std::int64_t layers,
                   std::string_view note) {
  AlbertConfig config = paper_config(hidden_size, hidden_size, layers);
  set_sharing(config, SharingStrategy::none);
  config.hidden_act = Activation::gelu;
  config.hidden_dropout_prob = 0.1;
  config.attention_probs_dropout_prob = 0.1;
  return {name, config, {Component::pooler, Component::mlm_head, Component::sop_head}, note};
}

}  // namespace

AlbertConfig paper_config(std::int64_t embedding_size, std::int64_t hidden_size,
                          std::int64_t num_hidden_layers) noexcept {
  AlbertConfig config;
  config.embedding_size = embedding_size;
  config.hidden_size = hidden_size;
  config.num_hidden_layers = num_hidden_layers;
  config.num_attention_heads = std::max<std::int64_t>(1, hidden_size / 64);
  config.intermediate_size = 4 * hidden_size;
  return config;
}

std::span<const Preset> presets() {
  static const std::array<Preset, 8> kPresets = {
      bert_preset("bert-base", 768, 12, "the released models have V 30522 (uncased) or 28996"),
      bert_preset("bert-large", 1024, 24, "the released models have V 30522 (uncased) or 28996"),
      bert_preset("bert-xlarge", 2048, 24, "never released"),
      albert_preset("albert-base", 768, 12),
      albert_preset("albert-large", 1024, 24),
      albert_preset("albert-xlarge", 2048, 24,
                    "the released models have 16 heads, not 32; the counts are the same"),
      albert_preset("albert-xxlarge", 4096, 12),
      {"tiny", paper_config(64, 128, 4), kPretrainingParts, "for trials; not in the paper"},
  };
  return kPresets;
}

const Preset& preset(std::string_view name) {
  std::string names;
  for (const Preset& candidate : presets()) {
    if (candidate.name == name) return candidate;
    names.append(names.empty() ? "" : ", ").append(candidate.name);
  }
  throw Error(ErrorCode::usage, "unknown preset '" + std::string(name) + "'", {},
              "there are " + names);
}

}  // namespace albert
