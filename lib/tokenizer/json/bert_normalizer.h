#ifndef ALBERT_TOKENIZER_JSON_BERT_NORMALIZER_H_
#define ALBERT_TOKENIZER_JSON_BERT_NORMALIZER_H_

#include <string_view>

#include "tokenizer/json/normalizers.h"

namespace albert::json_pipeline {

/// BERT's cleaning, in the tokenizers library's order: unlike BasicWords it lower-cases after
/// accents are stripped, and text, not words.
class BertNormalizer final : public Normalizer {
 public:
  struct Options {
    bool clean_text = true;          ///< drop control characters, replace white space by spaces
    bool chinese_characters = true;  ///< spaces around ideographs
    bool strip_accents = true;       ///< canonical decomposition, non-spacing marks dropped
    bool lower_case = true;
  };

  explicit BertNormalizer(Options options) : options_(options) {}
  bool changes(std::string_view text) const noexcept override;
  double growth() const noexcept override { return 4; }
  void apply(const AlignedText& in, AlignedText& out) const override;

 private:
  Options options_;
};

}  // namespace albert::json_pipeline

#endif  // ALBERT_TOKENIZER_JSON_BERT_NORMALIZER_H_
