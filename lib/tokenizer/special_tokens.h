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

/// A vocabulary's own entries: how many there are, and the id of each.
struct BaseVocabulary {
  std::int32_t size = 0;
  FunctionRef<std::optional<std::int32_t>(std::string_view)> find;
};

/// The tokens of `settings` with their ids in a vocabulary.
struct ResolvedTokens {
  SpecialTokens ids;
  std::vector<AddedToken> tokens;  ///< all that are found in text; of unique spelling
};

/// Gives every token its id: that of the vocabulary's entry of its spelling, else the one that the
/// folder states, else (as the reference does) the next id behind the vocabulary, provided that the
/// folder names the token and the model beside has a row for it. [PAD] and [MASK] (whatever they
/// are spelt) get id -1 otherwise; throws Error{model} for another one, and for a stated id that is
/// another token's or out of range.
ResolvedTokens resolve_tokens(const TokenizerSettings& settings, const BaseVocabulary& vocabulary);

/// How the reference's slow tokenizers look for tokens in text.
struct TextTokens {
  AddedTokenSet kept;    ///< found before text is lower-cased: those that are special or say so
  AddedTokenSet sought;  ///< found after it, where they swallow white space: all
};
TextTokens tokens_in_text(const std::vector<AddedToken>& tokens, bool lower_case);

}  // namespace albert

#endif  // ALBERT_TOKENIZER_SPECIAL_TOKENS_H_
