#ifndef ALBERT_TOKENIZER_TOKENIZER_SETTINGS_H_
#define ALBERT_TOKENIZER_TOKENIZER_SETTINGS_H_

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

#include "tokenizer/added_token.h"

namespace albert {

/// A special token as named by a folder.
struct NamedToken {
  AddedToken token;    ///< without id; no text: no such token
  bool given = false;  ///< named by a file; otherwise the reference's default
};

/// The tokenizer settings of a model folder, with the reference's defaults for missing ones.
struct TokenizerSettings {
  bool lower_case = true;             ///< do_lower_case
  bool remove_space = true;           ///< remove_space (sentencepiece)
  bool keep_accents = false;          ///< keep_accents (sentencepiece)
  bool basic_tokenize = true;         ///< do_basic_tokenize (WordPiece)
  bool chinese_characters = true;     ///< tokenize_chinese_chars (WordPiece)
  std::optional<bool> strip_accents;  ///< strip_accents (WordPiece); absent = lower_case
  NamedToken bos, eos, unk, sep, pad, cls, mask;
  std::vector<AddedToken> other_special;       ///< additional_special_tokens; without ids
  std::vector<AddedToken> extra_special;       ///< extra_special_tokens; without ids
  std::vector<AddedToken> added;               ///< with their ids
  std::vector<AddedToken> added_by_json;       ///< the same from tokenizer.json
  std::optional<std::int64_t> embedding_rows;  ///< vocab_size of config.json
  std::filesystem::path folder;                ///< for messages
};

/// A special token of this spelling with the reference's default flags.
NamedToken default_token(std::string_view text);

/// Reads `tokenizer_config.json`, `special_tokens_map.json`, `added_tokens.json` and the vocab_size
/// of `config.json` in `folder`, if they exist, over `defaults`. Throws Error{model} when one is
/// not a JSON object or a value has the wrong type.
TokenizerSettings read_tokenizer_settings(const std::filesystem::path& folder,
                                          TokenizerSettings defaults);

}  // namespace albert

#endif  // ALBERT_TOKENIZER_TOKENIZER_SETTINGS_H_
