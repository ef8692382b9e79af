#ifndef ALBERT_TOKENIZER_JSON_POST_PROCESSOR_H_
#define ALBERT_TOKENIZER_JSON_POST_PROCESSOR_H_

#include <filesystem>
#include <vector>

#include <nlohmann/json.hpp>

#include "albert/tokenizer/tokenizer.h"

namespace albert::json_pipeline {

/// The templates of a tokenizer.json for one text and for a pair.
struct Template {
  std::vector<EncodingPart> single, pair;
};

/// Reads the value of the key "post_processor": TemplateProcessing, BertProcessing, a Sequence with
/// one of them, or null. Throws Error{model} naming `file` and a component that is not supported,
/// and for templates in which a text is missing, repeated, or has another type than 0 (the pair:
/// 1).
Template parse_post_processor(const nlohmann::json& description, const std::filesystem::path& file);

}  // namespace albert::json_pipeline

#endif  // ALBERT_TOKENIZER_JSON_POST_PROCESSOR_H_
