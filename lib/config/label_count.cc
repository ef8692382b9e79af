#include "config/label_count.h"

namespace albert::config {
namespace {

constexpr std::size_t kMostLabels = std::size_t{1} << 24;

}  // namespace

std::optional<std::size_t> label_count(const nlohmann::json& config) {
  const auto given = config.find("num_labels");
  if (given != config.end() && given->is_number_unsigned()) {
    const auto count = given->get<std::size_t>();
    if (count > 0 && count < kMostLabels) return count;
  }
  const auto names = config.find("id2label");
  if (names == config.end() || !names->is_object() || names->empty()) return std::nullopt;
  return names->size();
}

}  // namespace albert::config
