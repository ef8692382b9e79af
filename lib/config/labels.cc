#include "albert/config/labels.h"

#include <charconv>

#include <fmt/format.h>

#include "albert/base/error.h"
#include "config/label_count.h"
#include "io/strict_json.h"

namespace albert {
namespace {

using nlohmann::json;

constexpr int kMaxDepth = 32;

std::size_t label_index(const std::string& key, std::size_t count, std::string_view where) {
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), index);
  if (error != std::errc() || end != key.data() + key.size()) {
    throw Error(ErrorCode::model, fmt::format("id2label has the key '{}', not a number", key),
                where);
  }
  if (index >= count) {
    throw Error(ErrorCode::model,
                fmt::format("id2label has the key {}, but its {} labels are numbered 0 to {}",
                            index, count, count - 1),
                where);
  }
  return index;
}

std::vector<std::string> read_names(const json& id2label, std::string_view where) {
  std::vector<std::optional<std::string>> found(id2label.size());
  for (const auto& [key, name] : id2label.items()) {
    const std::size_t index = label_index(key, found.size(), where);
    if (!name.is_string()) {
      throw Error(ErrorCode::model, fmt::format("id2label {} is not a string", index), where);
    }
    if (found[index]) {
      throw Error(ErrorCode::model, fmt::format("id2label has label {} twice", index), where);
    }
    found[index] = name.get<std::string>();
  }
  // As many keys as labels, none twice and none too large: all are there.
  std::vector<std::string> names;
  names.reserve(found.size());
  for (std::optional<std::string>& name : found) names.push_back(*std::move(name));
  return names;
}

}  // namespace

ProblemType Labels::effective_type() const noexcept {
  if (problem_type) return *problem_type;
  return names.size() == 1 ? ProblemType::multi_label : ProblemType::single_label;
}

std::string to_json(const AlbertConfig& config, Head head, const Labels& labels) {
  json object = json::parse(to_json(config));
  object["architectures"] = {traits_of(head).architecture};
  object.erase("num_labels");
  if (has_labels(head)) {
    for (std::size_t i = 0; i < labels.names.size(); ++i) {
      object["id2label"][std::to_string(i)] = labels.names[i];
      object["label2id"][labels.names[i]] = i;
    }
  }
  if (labels.problem_type) object["problem_type"] = to_string(*labels.problem_type);
  return object.dump(2) + "\n";
}

std::vector<std::string> unnamed_labels(std::size_t count) {
  std::vector<std::string> names;
  names.reserve(count);
  for (std::size_t i = 0; i < count; ++i) names.push_back("LABEL_" + std::to_string(i));
  return names;
}

Labels read_labels(std::string_view config_json, std::string_view where) {
  Labels labels = {.names = unnamed_labels(2), .problem_type = std::nullopt};
  if (config_json.empty()) return labels;
  const json object = io::parse_strict_json(config_json, where, kMaxDepth);
  if (!object.is_object()) return labels;
  if (const auto type = object.find("problem_type"); type != object.end() && type->is_string()) {
    labels.problem_type = value_named<ProblemType>(type->get_ref<const std::string&>());
  }
  const auto count = config::label_count(object);
  if (!count) return labels;
  const auto id2label = object.find("id2label");
  const bool named =
      id2label != object.end() && id2label->is_object() && id2label->size() == *count;
  labels.names = named ? read_names(*id2label, where) : unnamed_labels(*count);
  return labels;
}

}  // namespace albert
