#ifndef ALBERT_TOKENIZER_JSON_NORMALIZERS_H_
#define ALBERT_TOKENIZER_JSON_NORMALIZERS_H_

#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "tokenizer/aligned_text.h"

namespace albert::json_pipeline {

/// One step of a tokenizer.json's normalizer. Const and thread-safe.
class Normalizer {
 public:
  virtual ~Normalizer() = default;

  /// Whether apply() may give another text than `text`.
  virtual bool changes(std::string_view text) const noexcept = 0;
  /// How many times longer apply() may make a text.
  virtual double growth() const noexcept { return 1; }
  /// Rewrites `in` (valid UTF-8) into `out`, whose origins are those of `in`.
  virtual void apply(const AlignedText& in, AlignedText& out) const = 0;
};

/// The steps of a normalizer, in order.
class NormalizerChain {
 public:
  NormalizerChain() = default;
  /// The value of the key "normalizer", null too. Throws Error{model} naming `file` and a component
  /// or pattern that is not supported.
  NormalizerChain(const nlohmann::json& description, const std::filesystem::path& file);

  /// Normalizes `text` in place; `scratch` is working memory.
  void apply(AlignedText& text, AlignedText& scratch) const;

 private:
  std::vector<std::unique_ptr<const Normalizer>> steps_;
};

}  // namespace albert::json_pipeline

#endif  // ALBERT_TOKENIZER_JSON_NORMALIZERS_H_
