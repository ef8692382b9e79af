#include "common/model_heads.h"

#include <algorithm>

#include "albert/base/error.h"

namespace albert::apps {

std::vector<std::string> heads_of(const ModelSource& source) {
  std::vector<std::string> heads;
  if (source.parts().has(Component::pooler)) heads.emplace_back("pooler");
  for (const Head head : source.heads()) heads.emplace_back(to_string(head));
  for (const StoredTensor& stored : source.uses()) {
    if (stored.use != StoredUse::carried) continue;
    std::string name = stored.detail.substr(0, stored.detail.find('.'));
    if (std::find(heads.begin(), heads.end(), name) == heads.end()) heads.push_back(name);
  }
  return heads;
}

std::vector<std::string> labels_of(const ModelSource& source) {
  if (source.config_json().find("\"id2label\"") == std::string::npos) return {};
  try {
    return source.labels().names;
  } catch (const Error&) {  // told by the command that needs them
    return {};
  }
}

}  // namespace albert::apps
