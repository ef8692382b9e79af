#ifndef ALBERT_TOKENIZER_ADDED_TOKEN_H_
#define ALBERT_TOKENIZER_ADDED_TOKEN_H_

#include <cstdint>
#include <string>

namespace albert {

/// A token that is matched in text before the vocabulary is applied to the rest: [MASK], or one
/// that was added in fine-tuning. Flags have the meaning of Hugging Face's AddedToken.
struct AddedToken {
  std::string text;          ///< not empty, valid UTF-8
  std::int32_t id = -1;      ///< at least 0 in a set
  bool special = false;      ///< left out by DecodeOptions::skip_special_tokens
  bool single_word = false;  ///< not next to a letter, digit, mark or underscore
  bool lstrip = false;       ///< strips the white space before it
  bool rstrip = false;       ///< strips the white space after it
  bool normalized = true;    ///< matched in normalized text (else in the original text)
};

}  // namespace albert

#endif  // ALBERT_TOKENIZER_ADDED_TOKEN_H_
