#ifndef ALBERT_TOKENIZER_JSON_REPLACE_H_
#define ALBERT_TOKENIZER_JSON_REPLACE_H_

#include <filesystem>
#include <memory>

#include <nlohmann/json.hpp>

#include "tokenizer/json/normalizers.h"

namespace albert::json_pipeline {

/// Every occurrence of a text, or of a run of one character or of white space, becomes another
/// text. Of regular expressions `C+` and `C{n,}` are known, where C is a character that stands for
/// itself or `\s`. Throws Error{model} for others.
std::unique_ptr<const Normalizer> make_replace(const nlohmann::json& description,
                                               const std::filesystem::path& file);

}  // namespace albert::json_pipeline

#endif  // ALBERT_TOKENIZER_JSON_REPLACE_H_
