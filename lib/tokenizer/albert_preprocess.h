#ifndef ALBERT_TOKENIZER_ALBERT_PREPROCESS_H_
#define ALBERT_TOKENIZER_ALBERT_PREPROCESS_H_

#include <cstddef>

#include "tokenizer/aligned_text.h"

namespace albert {

/// ALBERT's normalization of text before sentencepiece.
struct AlbertPreprocess {
  bool remove_space = true;   ///< trim, and collapse every run of white space
  bool keep_accents = false;  ///< else decompose (NFKD) and drop characters that combine
  bool lower_case = true;

  /// Rewrites [begin, end) of `in` (valid UTF-8; if lower_case is set, already lower-cased, except
  /// for characters that the decomposition uncovers) into `out`. Also replaces `` and '' by ".
  void apply(const AlignedText& in, std::size_t begin, std::size_t end, AlignedText& out) const;

 private:
  void append_decomposed(char32_t code_point, std::uint32_t from, AlignedText& out,
                         bool& has_sigma) const;
};

}  // namespace albert

#endif  // ALBERT_TOKENIZER_ALBERT_PREPROCESS_H_
