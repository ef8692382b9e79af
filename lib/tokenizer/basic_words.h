#ifndef ALBERT_TOKENIZER_BASIC_WORDS_H_
#define ALBERT_TOKENIZER_BASIC_WORDS_H_

#include <cstddef>

#include "albert/base/function_ref.h"
#include "tokenizer/added_token_set.h"
#include "tokenizer/aligned_text.h"

namespace albert {

/// BERT's "basic tokenizer": cleans text and splits it into words. Each CJK ideograph and each
/// punctuation character is a word.
class BasicWords {
 public:
  /// `text` is valid during the call.
  using OnWord = FunctionRef<void(const AlignedText& text, std::size_t begin, std::size_t end)>;

  struct Options {
    bool strip_accents = true;       ///< canonical decomposition, non-spacing marks dropped
    bool chinese_characters = true;  ///< ideographs are words
  };

  explicit BasicWords(Options options) : options_(options) {}

  /// Calls `on_word` for each word of [begin, end) of `in` (valid UTF-8, already lower-cased). A
  /// word that is equal to one of `special` after cleaning is not split.
  void apply(const AlignedText& in, std::size_t begin, std::size_t end,
             const AddedTokenSet& special, OnWord on_word) const;

 private:
  void emit(const AlignedText& word, const AddedTokenSet& special, OnWord on_word) const;

  Options options_;
};

/// The alternative without it: words are separated by white space.
void for_each_word(const AlignedText& in, std::size_t begin, std::size_t end,
                   BasicWords::OnWord on_word);

}  // namespace albert

#endif  // ALBERT_TOKENIZER_BASIC_WORDS_H_
