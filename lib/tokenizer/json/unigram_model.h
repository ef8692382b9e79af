#ifndef ALBERT_TOKENIZER_JSON_UNIGRAM_MODEL_H_
#define ALBERT_TOKENIZER_JSON_UNIGRAM_MODEL_H_

#include <array>

#include "tokenizer/json/models.h"
#include "tokenizer/unigram_segmenter.h"

namespace albert::json_pipeline {

/// The unigram model with the tokenizers library's arithmetic (double precision), fused unknown
/// pieces and byte fallback.
class UnigramModel final : public Model {
 public:
  UnigramModel(const nlohmann::json& description, const std::filesystem::path& file,
               std::vector<std::string>& pieces);

  std::unique_ptr<Workspace> workspace() const override;
  void tokenize(const AlignedText& text, std::size_t begin, std::size_t end, Workspace* workspace,
                Tokens& tokens) const override;
  std::optional<std::int32_t> find(std::string_view piece) const override;
  std::string_view unknown() const noexcept override { return unknown_; }
  std::string_view kind() const noexcept override { return "sentencepiece"; }

 private:
  using Segmenter = BasicUnigramSegmenter<double>;

  std::optional<Segmenter> segmenter_;  // always
  std::string unknown_;
  bool byte_fallback_ = false;
  std::array<std::int32_t, 256> byte_ids_{};  // -1: the vocabulary has no such byte
};

}  // namespace albert::json_pipeline

#endif  // ALBERT_TOKENIZER_JSON_UNIGRAM_MODEL_H_
