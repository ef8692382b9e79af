#ifndef ALBERT_CONVERT_TOKENIZER_SETTINGS_H_
#define ALBERT_CONVERT_TOKENIZER_SETTINGS_H_

#include <cstdint>
#include <filesystem>
#include <span>

#include "albert/source/model_source.h"

namespace albert::convert {

/// Throws Error{model} when a file cannot be part of a tokenizer: a Git LFS pointer, a web page, an
/// empty file. There are no other checks, so that unsupported tokenizers can be copied with
/// weights.
void check_tokenizer(std::span<const TokenizerFile> files);

/// Copies a model's tokenizer files into `folder`. For a vocabulary without tokenizer_config.json
/// one is written with the behavior of Google's and brightmart's code: lower-case, and at most as
/// many tokens as the model has positions. With `tokenizer_json` a missing tokenizer.json is
/// generated, and the tokenizer_class is written. Throws as make_tokenizer_json does, and
/// Error{io}.
void write_tokenizer(std::span<const TokenizerFile> files, std::int64_t max_positions,
                     bool tokenizer_json, const std::filesystem::path& folder);

}  // namespace albert::convert

#endif  // ALBERT_CONVERT_TOKENIZER_SETTINGS_H_
