#ifndef ALBERT_TOKENIZER_JSON_PRE_TOKENIZERS_H_
#define ALBERT_TOKENIZER_JSON_PRE_TOKENIZERS_H_

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include <nlohmann/json.hpp>

#include "tokenizer/aligned_text.h"

namespace albert::json_pipeline {

/// Text split into words, which a model segments into pieces independently.
struct Words {
  struct Range {
    std::uint32_t begin, end;  ///< bytes of `text`; begin < end
  };
  AlignedText text;
  std::vector<Range> ranges;
};

/// One step of a tokenizer.json's pre_tokenizer. Const and thread-safe.
class PreTokenizer {
 public:
  virtual ~PreTokenizer() = default;
  /// Splits the words further, and may rewrite them; `scratch` is working memory.
  virtual void apply(Words& words, Words& scratch) const = 0;
};

/// The steps of a pre_tokenizer, in order.
class PreTokenizerChain {
 public:
  PreTokenizerChain() = default;
  /// The value of the key "pre_tokenizer", null too. Throws Error{model} naming `file` and a
  /// component that is not supported.
  PreTokenizerChain(const nlohmann::json& description, const std::filesystem::path& file);

  /// `words` is one range of everything before.
  void apply(Words& words, Words& scratch) const;

 private:
  std::vector<std::unique_ptr<const PreTokenizer>> steps_;
};

}  // namespace albert::json_pipeline

#endif  // ALBERT_TOKENIZER_JSON_PRE_TOKENIZERS_H_
