#ifndef ALBERT_TOKENIZER_ALBERT_PREPROCESS_H_
#define ALBERT_TOKENIZER_ALBERT_PREPROCESS_H_

#include <cstddef>

#include "tokenizer/aligned_text.h"

namespace albert {

/// What ALBERT does to text before sentencepiece sees it.
struct AlbertPreprocess {
  bool remove_space = true;   ///< trim, and make every run of white space one space
  bool keep_accents = false;  ///< else decompose (NFKD) and drop characters that combine
  bool lower_case = true;

  /// Rewrites [begin, end) of `in` (valid UTF-8; lower-cased already where lower_case asks for it,
  /// so that only what the decomposition uncovers is left) into `out`. Also makes `` and '' ".
  void apply(const AlignedText& in, std::size_t begin, std::size_t end, AlignedText& out) const;

 private:
  void append_decomposed(char32_t code_point, std::uint32_t from, AlignedText& out,
                         bool& has_sigma) const;
};

}  // namespace albert

#endif  // ALBERT_TOKENIZER_ALBERT_PREPROCESS_H_
