#include "albert/config/sharing_schedule.h"

#include <doctest/doctest.h>

#include "unit/config/config_error.h"

namespace {

using albert::AlbertConfig;
using albert::BlockStep;
using albert::ParameterSharing;
using albert::SharingSchedule;
using Steps = std::vector<BlockStep>;

AlbertConfig config_of(std::int64_t layers, std::int64_t groups, std::int64_t inner,
                       ParameterSharing sharing = ParameterSharing::groups) {
  AlbertConfig config;
  config.num_hidden_layers = layers;
  config.num_hidden_groups = groups;
  config.inner_group_num = inner;
  config.parameter_sharing = sharing;
  return config;
}

void check(const AlbertConfig& config, const Steps& steps, int attention_count, int ffn_count) {
  const SharingSchedule schedule(config);
  CHECK(schedule.steps == steps);
  CHECK(schedule.attention_count == attention_count);
  CHECK(schedule.ffn_count == ffn_count);
  CHECK(schedule.steps_per_layer == config.inner_group_num);
}

}  // namespace

TEST_CASE("all shared: one block everywhere") {
  check(config_of(3, 1, 1), {{0, 0}, {0, 0}, {0, 0}}, 1, 1);
}

TEST_CASE("none shared: a block for each layer") {
  check(config_of(3, 3, 1), {{0, 0}, {1, 1}, {2, 2}}, 3, 3);
}

TEST_CASE("groups are runs of layers, floor(layer * groups / layers)") {
  check(config_of(4, 2, 1), {{0, 0}, {0, 0}, {1, 1}, {1, 1}}, 2, 2);
  check(config_of(5, 2, 1), {{0, 0}, {0, 0}, {0, 0}, {1, 1}, {1, 1}}, 2, 2);
}

TEST_CASE("inner blocks follow one another within each layer") {
  check(config_of(2, 1, 2), {{0, 0}, {1, 1}, {0, 0}, {1, 1}}, 2, 2);
  check(config_of(2, 2, 2), {{0, 0}, {1, 1}, {2, 2}, {3, 3}}, 4, 4);
}

TEST_CASE("attention shared: one attention block, an FFN block for each group") {
  check(config_of(3, 3, 1, ParameterSharing::attention), {{0, 0}, {0, 1}, {0, 2}}, 1, 3);
  check(config_of(2, 2, 2, ParameterSharing::attention), {{0, 0}, {1, 1}, {0, 2}, {1, 3}}, 2, 4);
}

TEST_CASE("FFN shared: one FFN block, an attention block for each group") {
  check(config_of(3, 3, 1, ParameterSharing::ffn), {{0, 0}, {1, 0}, {2, 0}}, 3, 1);
  check(config_of(4, 2, 1, ParameterSharing::ffn), {{0, 0}, {0, 0}, {1, 0}, {1, 0}}, 2, 1);
}

TEST_CASE("an impossible config has no schedule") {
  CHECK(albert::test::model_problem([] {
          SharingSchedule(config_of(2, 3, 1));
        }).starts_with("num_hidden_groups"));
}
