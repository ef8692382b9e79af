#ifndef ALBERT_CONFIG_LABEL_COUNT_H_
#define ALBERT_CONFIG_LABEL_COUNT_H_

#include <cstddef>
#include <optional>

#include <nlohmann/json.hpp>

namespace albert::config {

/// The number of labels that a config.json states, as transformers counts them: num_labels, which
/// wins, or the length of id2label. Nothing when neither is there or can be a count.
std::optional<std::size_t> label_count(const nlohmann::json& config);

}  // namespace albert::config

#endif  // ALBERT_CONFIG_LABEL_COUNT_H_
