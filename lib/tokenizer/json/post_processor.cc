#include "tokenizer/json/post_processor.h"

#include <string>

#include <fmt/core.h>

#include "tokenizer/json/component.h"
#include "tokenizer/json_values.h"

namespace albert::json_pipeline {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* kKind = "post_processor";
constexpr std::size_t kMostParts = 64;

/// Types are 0 and 1.
std::int32_t type_of(const json& part, const fs::path& file) {
  const std::size_t type = number_of(part, "type_id", file);
  if (type > 1) refuse_json(file, fmt::format("token type {} is not supported", type));
  return static_cast<std::int32_t>(type);
}

void add_special(const json& description, const json& part, const fs::path& file,
                 std::vector<EncodingPart>& parts) {
  const std::string name = text_of(part, "id", file);
  const json& tokens = object_of(description, "special_tokens", file);
  if (!tokens.contains(name) || !tokens[name].is_object()) {
    refuse_json(file, fmt::format("special token '{}' of its template is missing", name));
  }
  for (const json& id : short_list_of(tokens[name], "ids", file)) {
    parts.push_back({parse_token_id(id, name, file), type_of(part, file)});
  }
}

std::vector<EncodingPart> parse_template(const json& description, const char* key,
                                         std::int32_t texts, const fs::path& file) {
  std::vector<EncodingPart> parts;
  std::int32_t next = 0;
  for (const json& part : short_list_of(description, key, file)) {
    if (part.is_object() && part.contains("SpecialToken")) {
      add_special(description, object_of(part, "SpecialToken", file), file, parts);
      continue;
    }
    if (!part.is_object() || !part.contains("Sequence")) {
      refuse_json(file, fmt::format("a part of its template '{}' is not supported", key));
    }
    const json& text = object_of(part, "Sequence", file);
    const std::string wanted = next == 0 ? "A" : "B";
    if (text_of(text, "id", file) != wanted || next == texts || type_of(text, file) != next) {
      refuse_json(file, fmt::format("its template '{}' is not supported: the texts in it are not A "
                                    "of type 0 and B of type 1",
                                    key));
    }
    parts.push_back({EncodingPart::kText, next++});
  }
  if (next != texts || parts.size() > kMostParts) {
    refuse_json(file, fmt::format("its template '{}' lacks a text or is too long", key));
  }
  return parts;
}

/// ["[SEP]", 3]
std::int32_t named_id(const json& description, const char* key, const fs::path& file) {
  const json& pair = list_of(description, key, file);
  if (pair.size() != 2) refuse_json(file, fmt::format("'{}' is not a token and its id", key));
  return parse_token_id(pair[1], key, file);
}

}  // namespace

Template parse_post_processor(const json& description, const fs::path& file) {
  constexpr std::int32_t kText = EncodingPart::kText;
  if (description.is_null()) return {{{kText, 0}}, {{kText, 0}, {kText, 1}}};
  const std::string type = component_type(description, kKind, file);
  if (type == "TemplateProcessing") {
    return {parse_template(description, "single", 1, file),
            parse_template(description, "pair", 2, file)};
  }
  if (type == "BertProcessing") {
    const std::int32_t cls = named_id(description, "cls", file);
    const std::int32_t sep = named_id(description, "sep", file);
    return {{{cls, 0}, {kText, 0}, {sep, 0}},
            {{cls, 0}, {kText, 0}, {sep, 0}, {kText, 1}, {sep, 1}}};
  }
  if (type == "Sequence") {
    const json& processors = short_list_of(description, "processors", file);
    if (processors.size() == 1 && component_type(processors[0], kKind, file) != type) {
      return parse_post_processor(processors[0], file);
    }
    refuse_json(file, "a Sequence of several post_processors is not supported");
  }
  refuse_component(kKind, type, file);
}

}  // namespace albert::json_pipeline
