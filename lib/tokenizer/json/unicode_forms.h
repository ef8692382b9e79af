#ifndef ALBERT_TOKENIZER_JSON_UNICODE_FORMS_H_
#define ALBERT_TOKENIZER_JSON_UNICODE_FORMS_H_

#include <string_view>

#include "tokenizer/json/normalizers.h"
#include "tokenizer/unicode.h"

namespace albert::json_pipeline {

/// Unicode's normalization forms: NFD, NFKD, and with composition NFC, NFKC.
class UnicodeForm final : public Normalizer {
 public:
  UnicodeForm(Decomposition decomposition, bool composed)
      : decomposition_(decomposition), composed_(composed) {}
  bool changes(std::string_view text) const noexcept override;
  double growth() const noexcept override {
    return decomposition_ == Decomposition::canonical ? 4 : 18;
  }
  void apply(const AlignedText& in, AlignedText& out) const override;

 private:
  Decomposition decomposition_;
  bool composed_;
};

/// Appends `in` to `out`, each character lower-cased on its own.
void append_lower(const AlignedText& in, AlignedText& out);

}  // namespace albert::json_pipeline

#endif  // ALBERT_TOKENIZER_JSON_UNICODE_FORMS_H_
