#include "source/fine_tuned_heads.h"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace albert::source {
namespace {

using nlohmann::json;

/// The classes of transformers in a config.json that are heads of an ALBERT.
std::vector<Head> stated_heads(const json& config) {
  std::vector<Head> heads;
  if (!config.is_object() || !config.contains("architectures")) return heads;
  const json& classes = config["architectures"];
  if (!classes.is_array()) return heads;
  for (const HeadTraits& traits : head_traits()) {
    const bool stated =
        std::ranges::any_of(classes, [&](const json& name) { return name == traits.architecture; });
    if (stated) heads.push_back(traits.head);
  }
  return heads;
}

json parse(std::string_view config_json) {
  return json::parse(config_json, nullptr, false);
}

}  // namespace

std::vector<Head> find_heads(const ModelParts& parts, std::string_view config_json,
                             std::int64_t num_labels) {
  std::vector<Head> stated = stated_heads(parse(config_json));
  std::erase_if(stated, [](Head head) { return !is_fine_tuned(traits_of(head)); });
  std::vector<Head> heads;
  for (const HeadTraits& traits : head_traits()) {
    const bool readable = traits.input != HeadInput::pooled || parts.has(Component::pooler);
    if (!parts.has(traits.component) || !readable) continue;
    if (is_fine_tuned(traits)) {
      const bool counts = traits.head != Head::choose || num_labels == 1;
      const bool is_stated = std::ranges::find(stated, traits.head) != stated.end();
      if (!counts || (!stated.empty() && !is_stated)) continue;
    }
    heads.push_back(traits.head);
  }
  return heads;
}

std::optional<std::int64_t> count_outputs(const TensorArchive& stored,
                                          std::span<const std::string> names,
                                          std::string_view config_json) {
  const json config = parse(config_json);
  const std::vector<Head> stated = stated_heads(config);
  if (std::ranges::find(stated, Head::choose) != stated.end()) return 1;
  const bool counted =
      config.is_object() && (config.contains("num_labels") || config.contains("id2label"));
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] != "classifier.weight" && names[i] != "output_weights") continue;
    const Shape& shape = stored.entries()[i].shape;
    if (shape.empty() || shape[0] < 1) continue;
    const bool only_one = stated.empty() && !counted && shape[0] == 1;
    if (config_json.empty() || only_one) return shape[0];
  }
  return std::nullopt;
}

}  // namespace albert::source
