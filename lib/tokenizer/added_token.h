#ifndef ALBERT_TOKENIZER_ADDED_TOKEN_H_
#define ALBERT_TOKENIZER_ADDED_TOKEN_H_

#include <cstdint>
#include <string>

namespace albert {

/// A token that is found whole in text, before the vocabulary cuts the rest: [MASK], or one that
/// was added when a model was fine-tuned. Flags have the meaning of Hugging Face's AddedToken.
struct AddedToken {
  std::string text;          ///< not empty, valid UTF-8
  std::int32_t id = -1;      ///< at least 0 in a set
  bool special = false;      ///< left out by DecodeOptions::skip_special_tokens
  bool single_word = false;  ///< only where no letter, digit, mark or underscore touches it
  bool lstrip = false;       ///< swallows the white space before it
  bool rstrip = false;       ///< swallows the white space after it
  bool normalized = true;    ///< sought in normalized text (else in the text as it is)
};

}  // namespace albert

#endif  // ALBERT_TOKENIZER_ADDED_TOKEN_H_
