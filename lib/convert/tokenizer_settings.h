#ifndef ALBERT_CONVERT_TOKENIZER_SETTINGS_H_
#define ALBERT_CONVERT_TOKENIZER_SETTINGS_H_

#include <cstdint>
#include <filesystem>
#include <span>

#include "albert/source/model_source.h"

namespace albert::convert {

/// Throws Error{model} when a file cannot be of a tokenizer: a Git LFS pointer, a web page, an
/// empty one. Nothing else is checked, so that tokenizers that albert cannot read go along with
/// weights.
void check_tokenizer(std::span<const TokenizerFile> files);

/// Copies a model's tokenizer files into `folder`. A vocabulary that comes without
/// tokenizer_config.json gets one that says what Google's and brightmart's code does with theirs:
/// lower-case, and nothing longer than the model's positions.
/// With `tokenizer_json` a tokenizer.json is made where there is none, and the tokenizer_class is
/// stated. Throws Error as make_tokenizer_json does, and Error{io}.
void write_tokenizer(std::span<const TokenizerFile> files, std::int64_t max_positions,
                     bool tokenizer_json, const std::filesystem::path& folder);

}  // namespace albert::convert

#endif  // ALBERT_CONVERT_TOKENIZER_SETTINGS_H_
