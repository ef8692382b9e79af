#ifndef ALBERT_TOKENIZER_JSON_METASPACE_H_
#define ALBERT_TOKENIZER_JSON_METASPACE_H_

#include <cstdint>
#include <filesystem>
#include <string>

#include <nlohmann/json.hpp>

#include "tokenizer/json/pre_tokenizers.h"

namespace albert::json_pipeline {

/// Sentencepiece's visible space, as the pre_tokenizer and the decoder of that name describe it.
struct Metaspace {
  enum class Prepend : std::uint8_t { always, first, never };

  Metaspace(const nlohmann::json& description, const std::filesystem::path& file);

  std::string symbol;  ///< one character
  Prepend prepend = Prepend::always;
  bool split = true;
};

/// Replaces spaces by the symbol, adds one before each word (or the text), and splits before each.
class MetaspacePreTokenizer final : public PreTokenizer {
 public:
  explicit MetaspacePreTokenizer(Metaspace metaspace) : metaspace_(std::move(metaspace)) {}
  void apply(Words& words, Words& scratch) const override;

 private:
  Metaspace metaspace_;
};

}  // namespace albert::json_pipeline

#endif  // ALBERT_TOKENIZER_JSON_METASPACE_H_
