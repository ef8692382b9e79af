#ifndef ALBERT_TOKENIZER_SPECIAL_TOKEN_SET_H_
#define ALBERT_TOKENIZER_SPECIAL_TOKEN_SET_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "albert/base/function_ref.h"
#include "tokenizer/aligned_text.h"

namespace albert {

/// The tokens that are found in text before it is tokenized. Const and thread-safe.
class SpecialTokenSet {
 public:
  struct Token {
    std::string text;  ///< not empty, valid UTF-8
    std::int32_t id;
  };

  SpecialTokenSet() = default;
  explicit SpecialTokenSet(std::vector<Token> tokens);

  const std::vector<Token>& tokens() const noexcept { return tokens_; }

  /// The token that `text` begins with; null when none does.
  const Token* starting(std::string_view text) const noexcept;

  /// The token that `text` is.
  const Token* equal_to(std::string_view text) const noexcept;

  /// Calls `on_text` for each stretch of `text` between tokens, white space next to a token
  /// removed and empty stretches left out, and `on_token` for each token, in order.
  void split(const AlignedText& text, FunctionRef<void(std::size_t begin, std::size_t end)> on_text,
             FunctionRef<void(const Token& token, std::size_t begin)> on_token) const;

 private:
  std::vector<Token> tokens_;            ///< sorted, unique
  std::array<bool, 256> first_bytes_{};  ///< of any token
};

/// Decodes `text` (ill-formed UTF-8 becomes U+FFFD) and, if asked, lower-cases each character
/// outside the special tokens on its own.
void clean_text(std::string_view text, const SpecialTokenSet& special, bool lower_case,
                AlignedText& out);

}  // namespace albert

#endif  // ALBERT_TOKENIZER_SPECIAL_TOKEN_SET_H_
