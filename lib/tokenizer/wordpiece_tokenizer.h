#ifndef ALBERT_TOKENIZER_WORDPIECE_TOKENIZER_H_
#define ALBERT_TOKENIZER_WORDPIECE_TOKENIZER_H_

#include <string>
#include <string_view>
#include <vector>

#include "albert/tokenizer/tokenizer.h"
#include "tokenizer/basic_words.h"
#include "tokenizer/special_tokens.h"
#include "tokenizer/tokenizer_settings.h"
#include "tokenizer/wordpiece_segmenter.h"

namespace albert {

/// BERT's tokenizer, over a `vocab.txt`: one entry a line, its number the id; of equal lines the
/// last counts.
class WordpieceTokenizer final : public Tokenizer {
 public:
  /// `vocabulary` is the file's content, `file` its name for messages. Throws Error{model}.
  WordpieceTokenizer(std::string_view vocabulary, const std::string& file,
                     const TokenizerSettings& settings);

  /// The settings of a folder without tokenizer_config.json.
  static TokenizerSettings default_settings();

  std::string decode(std::span<const std::int32_t> ids,
                     const DecodeOptions& options) const override;
  std::optional<std::int32_t> find(std::string_view piece) const override;
  std::string_view kind() const noexcept override { return "wordpiece"; }

 protected:
  void encode_text(std::string_view text, std::vector<std::int32_t>& ids,
                   std::vector<ByteRange>& offsets) const override;

 private:
  WordpieceSegmenter segmenter_;
  BasicWords words_;
  bool lower_case_;
  bool basic_tokenize_;
  TextTokens tokens_;
};

}  // namespace albert

#endif  // ALBERT_TOKENIZER_WORDPIECE_TOKENIZER_H_
