#ifndef ALBERT_CONFIG_SHARING_SCHEDULE_H_
#define ALBERT_CONFIG_SHARING_SCHEDULE_H_

#include <vector>

#include "albert/config/albert_config.h"

namespace albert {

/// One block application: the indices of its unique attention and FFN weights.
struct BlockStep {
  int attention = 0;
  int ffn = 0;
  bool operator==(const BlockStep&) const = default;
};

/// Parameter sharing as data. The encoder is one loop over `steps`; the two counts are the numbers
/// of unique weight sets. Layer i of L belongs to group floor(i·G/L) and consists of its inner
/// blocks in order, so steps.size() == num_hidden_layers · inner_group_num.
struct SharingSchedule {
  std::vector<BlockStep> steps;
  int attention_count = 0;
  int ffn_count = 0;
  int steps_per_layer = 1;

  /// Validates the config: throws Error{model} as validate() does.
  explicit SharingSchedule(const AlbertConfig& config);
};

}  // namespace albert

#endif  // ALBERT_CONFIG_SHARING_SCHEDULE_H_
