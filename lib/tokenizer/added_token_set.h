#ifndef ALBERT_TOKENIZER_ADDED_TOKEN_SET_H_
#define ALBERT_TOKENIZER_ADDED_TOKEN_SET_H_

#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

#include "albert/base/function_ref.h"
#include "tokenizer/added_token.h"
#include "tokenizer/aligned_text.h"
#include "tokenizer/piece_trie.h"
#include "tokenizer/unicode.h"

namespace albert {

/// Matches tokens in text before it is tokenized. Const and thread-safe.
class AddedTokenSet {
 public:
  struct Match {
    const AddedToken* token = nullptr;  ///< null: no match
    std::size_t begin = 0;
  };
  using IsSpace = bool (*)(char32_t) noexcept;

  AddedTokenSet() = default;
  /// Of equal texts the last wins. Throws Error{model} when there are too many.
  explicit AddedTokenSet(std::vector<AddedToken> tokens);

  const std::vector<AddedToken>& tokens() const noexcept { return tokens_; }

  /// The first token at or after `from`, the longest of those that begin there. A single_word token
  /// inside a word is skipped.
  Match next(std::string_view text, std::size_t from) const noexcept;

  /// The token with this text.
  const AddedToken* equal_to(std::string_view text) const noexcept;

  /// Calls `on_text` for each non-empty section of `text` between tokens, without the white space
  /// that tokens strip, and `on_token` for each token, in order.
  void split(const AlignedText& text, FunctionRef<void(std::size_t begin, std::size_t end)> on_text,
             FunctionRef<void(const AddedToken& token, std::size_t begin)> on_token,
             IsSpace is_space = albert::is_space) const;

 private:
  std::vector<AddedToken> tokens_;
  PieceTrie trie_;                       ///< of indices of tokens_
  std::array<bool, 256> first_bytes_{};  ///< of any token
};

/// Decodes `text` (ill-formed UTF-8 becomes U+FFFD) and, if asked, lower-cases each character
/// outside the tokens of `kept` on its own.
void clean_text(std::string_view text, const AddedTokenSet& kept, bool lower_case,
                AlignedText& out);

}  // namespace albert

#endif  // ALBERT_TOKENIZER_ADDED_TOKEN_SET_H_
