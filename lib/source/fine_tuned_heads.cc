#include "source/fine_tuned_heads.h"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace albert::source {
namespace {

using nlohmann::json;

bool states(const StatedHeads& stated, Head head) {
  return std::ranges::find(stated.heads, head) != stated.heads.end();
}

}  // namespace

StatedHeads stated_heads(std::string_view config_json) {
  const json config = json::parse(config_json, nullptr, false);
  StatedHeads stated = {.hugging_face = !config_json.empty()};
  if (!config.is_object()) return stated;
  stated.counts_labels = config.contains("num_labels") || config.contains("id2label");
  const auto classes = config.find("architectures");
  if (classes == config.end() || !classes->is_array()) return stated;
  for (const HeadTraits& traits : head_traits()) {
    const auto is_it = [&](const json& name) { return name == traits.architecture; };
    if (std::ranges::any_of(*classes, is_it)) stated.heads.push_back(traits.head);
  }
  return stated;
}

std::vector<Head> find_heads(const ModelParts& parts, const StatedHeads& stated,
                             std::int64_t num_labels) {
  const bool states_task = std::ranges::any_of(
      stated.heads, [](Head head) { return is_fine_tuned(traits_of(head).component); });
  std::vector<Head> heads;
  for (const HeadTraits& traits : head_traits()) {
    const bool readable = traits.input != HeadInput::pooled || parts.has(Component::pooler);
    if (!parts.has(traits.component) || !readable) continue;
    if (is_fine_tuned(traits.component)) {
      const bool counts = traits.head != Head::choose || num_labels == 1;
      if (!counts || (states_task && !states(stated, traits.head))) continue;
    }
    heads.push_back(traits.head);
  }
  return heads;
}

std::optional<std::int64_t> count_outputs(const TensorArchive& stored,
                                          std::span<const std::string> names,
                                          const StatedHeads& stated) {
  if (states(stated, Head::choose)) return 1;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] != "classifier.weight" && names[i] != "output_weights") continue;
    const Shape& shape = stored.entries()[i].shape;
    if (shape.empty() || shape[0] < 1) continue;
    const bool only_one = stated.heads.empty() && !stated.counts_labels && shape[0] == 1;
    if (!stated.hugging_face || only_one) return shape[0];
  }
  return std::nullopt;
}

}  // namespace albert::source
