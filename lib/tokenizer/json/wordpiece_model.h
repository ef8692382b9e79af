#ifndef ALBERT_TOKENIZER_JSON_WORDPIECE_MODEL_H_
#define ALBERT_TOKENIZER_JSON_WORDPIECE_MODEL_H_

#include "tokenizer/json/models.h"
#include "tokenizer/wordpiece_segmenter.h"

namespace albert::json_pipeline {

/// Each word is segmented into the longest pieces from left to right, or is unknown as a whole.
class WordpieceModel final : public Model {
 public:
  WordpieceModel(const nlohmann::json& description, const std::filesystem::path& file,
                 std::vector<std::string>& pieces);

  void tokenize(const AlignedText& text, std::size_t begin, std::size_t end, Workspace* workspace,
                Tokens& tokens) const override;
  std::optional<std::int32_t> find(std::string_view piece) const override;
  std::string_view unknown() const noexcept override { return unknown_; }
  std::string_view kind() const noexcept override { return "wordpiece"; }

 private:
  WordpieceSegmenter segmenter_;
  std::string unknown_;
  std::int32_t unknown_id_ = 0;
};

}  // namespace albert::json_pipeline

#endif  // ALBERT_TOKENIZER_JSON_WORDPIECE_MODEL_H_
