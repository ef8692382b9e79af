#include "common/model_heads.h"

#include <algorithm>
#include <charconv>
#include <map>

#include <nlohmann/json.hpp>

namespace albert::apps {

std::vector<std::string> heads_of(const ModelSource& source) {
  std::vector<std::string> heads;
  if (source.parts().pooler) heads.push_back("pooler");
  if (source.parts().mlm_head) heads.push_back("mlm");
  if (source.parts().sop_head) heads.push_back("sop");
  for (const StoredTensor& stored : source.uses()) {
    if (stored.use != StoredUse::carried) continue;
    std::string name = stored.detail.substr(0, stored.detail.find('.'));
    if (std::find(heads.begin(), heads.end(), name) == heads.end()) heads.push_back(name);
  }
  return heads;
}

std::vector<std::string> labels_of(const ModelSource& source) {
  const auto config = nlohmann::json::parse(source.config_json(), nullptr, false);
  if (!config.is_object() || !config.contains("id2label")) return {};
  const nlohmann::json& given = config["id2label"];
  if (!given.is_object()) return {};
  std::map<int, std::string> by_id;
  for (const auto& [key, label] : given.items()) {
    int id = 0;
    const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), id);
    if (error != std::errc() || end != key.data() + key.size() || !label.is_string()) return {};
    by_id.emplace(id, label.get<std::string>());
  }
  std::vector<std::string> labels;
  labels.reserve(by_id.size());
  for (auto& [id, label] : by_id) labels.push_back(std::move(label));
  return labels;
}

}  // namespace albert::apps
