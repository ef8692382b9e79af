#ifndef ALBERT_TOKENIZER_BASIC_WORDS_H_
#define ALBERT_TOKENIZER_BASIC_WORDS_H_

#include <cstddef>

#include "albert/base/function_ref.h"
#include "tokenizer/added_token_set.h"
#include "tokenizer/aligned_text.h"

namespace albert {

/// BERT's "basic tokenizer": cleans text and cuts it into words, each CJK ideograph and each
/// punctuation character one of its own.
class BasicWords {
 public:
  /// `text` is valid during the call.
  using OnWord = FunctionRef<void(const AlignedText& text, std::size_t begin, std::size_t end)>;

  struct Options {
    bool strip_accents = true;       ///< canonical decomposition, non-spacing marks dropped
    bool chinese_characters = true;  ///< ideographs are words
  };

  explicit BasicWords(Options options) : options_(options) {}

  /// Calls `on_word` for each word of [begin, end) of `in` (valid UTF-8, lower-cased before). A
  /// word that turns out to be one of `special` once the text is cleaned stays whole.
  void apply(const AlignedText& in, std::size_t begin, std::size_t end,
             const AddedTokenSet& special, OnWord on_word) const;

 private:
  void emit(const AlignedText& word, const AddedTokenSet& special, OnWord on_word) const;

  Options options_;
};

/// The plain alternative: words are what white space separates.
void for_each_word(const AlignedText& in, std::size_t begin, std::size_t end,
                   BasicWords::OnWord on_word);

}  // namespace albert

#endif  // ALBERT_TOKENIZER_BASIC_WORDS_H_
