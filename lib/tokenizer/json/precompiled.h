#ifndef ALBERT_TOKENIZER_JSON_PRECOMPILED_H_
#define ALBERT_TOKENIZER_JSON_PRECOMPILED_H_

#include <filesystem>
#include <string_view>

#include "tokenizer/charsmap.h"
#include "tokenizer/json/normalizers.h"

namespace albert::json_pipeline {

/// A sentencepiece character map as the tokenizers library applies it: to whole grapheme clusters
/// of less than 6 bytes, else to their characters; the shortest rule that one begins with replaces
/// all of it.
class Precompiled final : public Normalizer {
 public:
  /// `charsmap` in base64. Throws Error{model} naming `file`.
  Precompiled(std::string_view charsmap, const std::filesystem::path& file);

  bool changes(std::string_view text) const noexcept override;
  double growth() const noexcept override {
    return static_cast<double>(charsmap_.longest_replacement());
  }
  void apply(const AlignedText& in, AlignedText& out) const override;

 private:
  Charsmap charsmap_;
};

}  // namespace albert::json_pipeline

#endif  // ALBERT_TOKENIZER_JSON_PRECOMPILED_H_
