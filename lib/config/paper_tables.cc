#include "albert/config/paper_tables.h"

#include "albert/config/model_costs.h"
#include "albert/config/presets.h"
#include "albert/config/sharing_strategy.h"

namespace albert {
namespace {

constexpr std::int64_t kMillion = 1'000'000;

// The components that the paper counts.
ModelParts counted_parts(const AlbertConfig& config) {
  ModelParts parts;
  parts.set(Component::embedding_projection, config.embedding_size != config.hidden_size);
  parts.set(Component::pooler, sharing_strategy(config) != SharingStrategy::none);
  return parts;
}

PaperRow row(std::string_view model, const AlbertConfig& config, std::int64_t millions,
             std::string_view note = {}, std::int64_t precision = kMillion) {
  return {model, config, counted_parts(config), millions * kMillion, precision, note};
}

PaperRow preset_row(std::string_view name, std::int64_t millions, std::string_view note = {},
                    std::int64_t precision = kMillion) {
  return row(name, preset(name).config, millions, note, precision);
}

// ALBERT-base with another embedding size and sharing strategy.
PaperRow base_row(std::int64_t embedding_size, SharingStrategy strategy, std::int64_t millions) {
  AlbertConfig config = paper_config(embedding_size, 768);
  set_sharing(config, strategy);
  return row("albert-base", config, millions);
}

}  // namespace

std::int64_t PaperRow::counted() const {
  return ParameterCounts(TensorCatalogue(config, parts)).total();
}

bool PaperRow::agrees() const {
  return (counted() + precision / 2) / precision * precision == published;
}

const std::vector<PaperTable>& paper_tables() {
  using enum SharingStrategy;
  static const std::vector<PaperTable> kTables = {
      {1,
       "configurations of BERT and ALBERT",
       {
           preset_row("bert-base", 108),
           preset_row("bert-large", 334),
           preset_row("bert-xlarge", 1270, "in the paper's first version only", 10 * kMillion),
           preset_row("albert-base", 12),
           preset_row("albert-large", 18),
           preset_row("albert-xlarge", 60, "no sum of its parts gives 60 M"),
           preset_row("albert-xxlarge", 235, "no sum of its parts gives 235 M"),
       }},
      {3,
       "embedding size, albert-base",
       {
           base_row(64, none, 87),
           base_row(128, none, 89),
           base_row(256, none, 93),
           base_row(768, none, 108),
           base_row(64, all, 10),
           base_row(128, all, 12),
           base_row(256, all, 16),
           base_row(768, all, 31),
       }},
      {4,
       "parameter sharing, albert-base",
       {
           base_row(768, all, 31),
           base_row(768, attention, 83),
           base_row(768, ffn, 57),
           base_row(768, none, 108),
           base_row(128, all, 12),
           base_row(128, attention, 64),
           base_row(128, ffn, 38),
           base_row(128, none, 89),
       }},
  };
  return kTables;
}

}  // namespace albert
