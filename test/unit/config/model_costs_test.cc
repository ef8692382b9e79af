#include "albert/config/model_costs.h"

#include <doctest/doctest.h>

#include "albert/config/presets.h"
#include "albert/config/sharing_strategy.h"

namespace {

using albert::AlbertConfig;
using albert::Component;
using albert::ParameterCounts;
using albert::SharingStrategy;
using albert::TensorCatalogue;

ParameterCounts count(const char* preset) {
  return ParameterCounts(
      TensorCatalogue(albert::preset(preset).config, albert::preset(preset).parts));
}

ParameterCounts count_base(SharingStrategy strategy) {
  AlbertConfig config = albert::paper_config(128, 768);
  albert::set_sharing(config, strategy);
  return ParameterCounts(TensorCatalogue(config));
}

void check(const char* preset, std::int64_t encoder, std::int64_t with_pooler, std::int64_t total) {
  CAPTURE(preset);
  const ParameterCounts counts = count(preset);
  CHECK(counts.encoder() == encoder);
  CHECK(counts.encoder_with_pooler() == with_pooler);
  CHECK(counts.total() == total);
}

std::int64_t flops(const AlbertConfig& config, std::int64_t sequence_length,
                   albert::ModelParts parts = albert::kPretrainingParts) {
  return albert::flops_per_token(config, TensorCatalogue(config, parts), sequence_length);
}

}  // namespace

TEST_CASE("exact counts of the ALBERT models: encoder, with pooler, with both heads") {
  check("albert-base", 11'092'992, 11'683'584, 11'813'810);
  check("albert-large", 16'634'368, 17'683'968, 17'847'474);
  check("albert-xlarge", 54'528'512, 58'724'864, 59'021'490);
  check("albert-xxlarge", 205'814'272, 222'595'584, 223'158'450);
}

TEST_CASE("exact counts of BERT base and of the sharing strategies") {
  CHECK(count("bert-base").encoder() == 108'490'752);
  CHECK(count_base(SharingStrategy::all).encoder_with_pooler() == 11'683'584);
  CHECK(count_base(SharingStrategy::attention).encoder_with_pooler() == 63'647'232);
  CHECK(count_base(SharingStrategy::ffn).encoder_with_pooler() == 37'686'528);
  CHECK(count_base(SharingStrategy::none).encoder_with_pooler() == 89'650'176);
}

TEST_CASE("components of albert-base, by hand") {
  const ParameterCounts counts = count("albert-base");
  CHECK(counts[Component::embeddings] == (30000 + 512 + 2 + 2) * 128);
  CHECK(counts[Component::embedding_projection] == 128 * 768 + 768);
  CHECK(counts[Component::attention] == 4 * (768 * 768 + 768) + 2 * 768);
  CHECK(counts[Component::ffn] == 2 * 768 * 3072 + 3072 + 768 + 2 * 768);
  CHECK(counts[Component::pooler] == 768 * 768 + 768);
  CHECK(counts[Component::mlm_head] == 768 * 128 + 128 + 2 * 128 + 30000);
  CHECK(counts[Component::sop_head] == 2 * 768 + 2);
}

TEST_CASE("FLOPs per token, by hand") {
  const AlbertConfig base = albert::paper_config(128, 768);
  CHECK(flops(base, 128) == 12 * (2 * 7'077'888 + 4 * 128 * 768) + 2 * 128 * 768);
  CHECK(flops(base, 512) - flops(base, 128) == 12 * 4 * 384 * 768);
  const albert::Preset& bert = albert::preset("bert-base");
  CHECK(flops(bert.config, 128, bert.parts) == 12 * (2 * 7'077'888 + 4 * 128 * 768));
}

TEST_CASE("sharing saves parameters, not FLOPs") {
  for (const SharingStrategy strategy :
       {SharingStrategy::attention, SharingStrategy::ffn, SharingStrategy::none}) {
    AlbertConfig config = albert::paper_config(128, 768);
    const std::int64_t shared = flops(config, 128);
    albert::set_sharing(config, strategy);
    CHECK(flops(config, 128) == shared);
  }
}

TEST_CASE("inner groups multiply the work") {
  AlbertConfig config = albert::paper_config(128, 768);
  const std::int64_t once = flops(config, 128);
  config.inner_group_num = 2;
  CHECK(flops(config, 128) == 2 * once - 2 * 128 * 768);
}

TEST_CASE("the largest valid sizes do not overflow") {
  AlbertConfig config = albert::paper_config(1 << 20, 1 << 20, albert::kMaxBlocks);
  config.vocab_size = 1 << 20;
  config.intermediate_size = 1 << 20;
  CHECK(flops(config, 1 << 20) ==
        65536 * (2 * 6 + 4) * albert::kMaxTensorElements + 2 * albert::kMaxTensorElements);
}
