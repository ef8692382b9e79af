#ifndef ALBERT_TOKENIZER_SPECIAL_TOKENS_H_
#define ALBERT_TOKENIZER_SPECIAL_TOKENS_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "albert/base/function_ref.h"
#include "albert/tokenizer/tokenizer.h"
#include "tokenizer/added_token.h"
#include "tokenizer/added_token_set.h"
#include "tokenizer/tokenizer_settings.h"

namespace albert {

/// The entries of a vocabulary: their number, and the id of each.
struct BaseVocabulary {
  std::int32_t size = 0;
  FunctionRef<std::optional<std::int32_t>(std::string_view)> find;
};

/// The tokens of `settings` with their ids in a vocabulary.
struct ResolvedTokens {
  SpecialTokens ids;
  std::vector<AddedToken> tokens;  ///< all tokens to match in text; of unique spelling
};

/// Assigns an id to every token: that of the vocabulary's entry of this spelling, otherwise the
/// stated one, otherwise (like the reference) the next id after the vocabulary, if the folder names
/// the token and the model has a row for it. Otherwise padding and mask tokens get id -1, and
/// others throw Error{model}; so do stated ids that are out of range or belong to another token.
ResolvedTokens resolve_tokens(const TokenizerSettings& settings, const BaseVocabulary& vocabulary);

/// The matching of tokens in text by the reference's slow tokenizers.
struct TextTokens {
  AddedTokenSet kept;    ///< matched before lower-casing: special tokens and those not normalized
  AddedTokenSet sought;  ///< matched after lower-casing, with white space stripped: all
};
TextTokens tokens_in_text(const std::vector<AddedToken>& tokens, bool lower_case);

}  // namespace albert

#endif  // ALBERT_TOKENIZER_SPECIAL_TOKENS_H_
