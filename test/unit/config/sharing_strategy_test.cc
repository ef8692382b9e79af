#include "albert/config/sharing_strategy.h"

#include <doctest/doctest.h>

#include "albert/config/sharing_schedule.h"

namespace {

using albert::AlbertConfig;
using albert::SharingStrategy;

constexpr SharingStrategy kAll[] = {SharingStrategy::all, SharingStrategy::attention,
                                    SharingStrategy::ffn, SharingStrategy::none};

}  // namespace

TEST_CASE("a strategy set is the strategy found, and so are names") {
  for (const SharingStrategy strategy : kAll) {
    AlbertConfig config;
    albert::set_sharing(config, strategy);
    CHECK(albert::sharing_strategy(config) == strategy);
    CHECK(albert::sharing_name(config) == albert::to_string(strategy));
    CHECK(albert::value_named<albert::SharingStrategy>(albert::to_string(strategy)) == strategy);
  }
  CHECK_FALSE(albert::value_named<albert::SharingStrategy>("groups").has_value());
}

TEST_CASE("strategies give the unique blocks they promise") {
  const auto blocks = [](SharingStrategy strategy) {
    AlbertConfig config;
    config.num_hidden_layers = 5;
    albert::set_sharing(config, strategy);
    const albert::SharingSchedule schedule(config);
    return std::pair(schedule.attention_count, schedule.ffn_count);
  };
  CHECK(blocks(SharingStrategy::all) == std::pair(1, 1));
  CHECK(blocks(SharingStrategy::attention) == std::pair(1, 5));
  CHECK(blocks(SharingStrategy::ffn) == std::pair(5, 1));
  CHECK(blocks(SharingStrategy::none) == std::pair(5, 5));
}

TEST_CASE("several groups of layers are not a strategy of the paper") {
  AlbertConfig config;
  config.num_hidden_groups = 3;
  CHECK(albert::sharing_name(config) == "groups");
  config.num_hidden_groups = 1;
  config.parameter_sharing = albert::ParameterSharing::ffn;  // one group shares both anyway
  CHECK(albert::sharing_name(config) == "all");
}
