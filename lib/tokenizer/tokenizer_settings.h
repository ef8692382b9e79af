#ifndef ALBERT_TOKENIZER_TOKENIZER_SETTINGS_H_
#define ALBERT_TOKENIZER_TOKENIZER_SETTINGS_H_

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "albert/base/function_ref.h"
#include "albert/tokenizer/tokenizer.h"
#include "tokenizer/special_token_set.h"

namespace albert {

/// What a model folder says about its tokenizer, with the reference's defaults where it is silent.
struct TokenizerSettings {
  bool lower_case = true;                  ///< do_lower_case
  bool remove_space = true;                ///< remove_space (sentencepiece)
  bool keep_accents = false;               ///< keep_accents (sentencepiece)
  bool basic_tokenize = true;              ///< do_basic_tokenize (WordPiece)
  bool chinese_characters = true;          ///< tokenize_chinese_chars (WordPiece)
  std::optional<bool> strip_accents;       ///< strip_accents (WordPiece); absent = lower_case
  std::string unk, pad, cls, sep, mask;    ///< the spelling of each special token
  std::vector<std::string> other_special;  ///< bos, eos and additional_special_tokens
  std::filesystem::path folder;            ///< for messages
};

/// Reads `tokenizer_config.json` and `special_tokens_map.json` of `folder`, where they are, over
/// `defaults`. Throws Error{model} when one is no JSON object or a value has the wrong type.
TokenizerSettings read_tokenizer_settings(const std::filesystem::path& folder,
                                          TokenizerSettings defaults);

/// The ids of the special tokens, and all of them for finding them in text. `find` looks up the
/// vocabulary. [PAD] and [MASK] (whatever they are spelt) may be missing and get id -1; throws
/// Error{model} when another one is.
struct ResolvedSpecialTokens {
  SpecialTokens ids;
  SpecialTokenSet in_text;
};
ResolvedSpecialTokens resolve_special_tokens(
    const TokenizerSettings& settings,
    FunctionRef<std::optional<std::int32_t>(std::string_view)> find);

}  // namespace albert

#endif  // ALBERT_TOKENIZER_TOKENIZER_SETTINGS_H_
