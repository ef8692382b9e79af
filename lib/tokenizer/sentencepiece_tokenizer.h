#ifndef ALBERT_TOKENIZER_SENTENCEPIECE_TOKENIZER_H_
#define ALBERT_TOKENIZER_SENTENCEPIECE_TOKENIZER_H_

#include <string>
#include <string_view>
#include <vector>

#include "albert/tokenizer/tokenizer.h"
#include "tokenizer/albert_preprocess.h"
#include "tokenizer/special_tokens.h"
#include "tokenizer/spiece_normalizer.h"
#include "tokenizer/tokenizer_settings.h"
#include "tokenizer/unigram_segmenter.h"

namespace albert {

/// ALBERT's tokenizer for a `spiece.model`.
class SentencepieceTokenizer final : public Tokenizer {
 public:
  /// `model` is the file's content, `file` its name for messages. Throws Error{model}.
  SentencepieceTokenizer(std::string_view model, const std::string& file,
                         const TokenizerSettings& settings);

  /// The settings of an ALBERT folder without tokenizer_config.json.
  static TokenizerSettings default_settings();

  /// Removes user-defined pieces from extra_special_tokens: transformers 5 lists them there, but
  /// they are pieces like others.
  static void drop_user_defined(const SpieceModel& model, TokenizerSettings& settings);

  std::string decode(std::span<const std::int32_t> ids,
                     const DecodeOptions& options) const override;
  std::optional<std::int32_t> find(std::string_view piece) const override;
  std::string_view kind() const noexcept override { return "sentencepiece"; }

 protected:
  void encode_text(std::string_view text, std::vector<std::int32_t>& ids,
                   std::vector<ByteRange>& offsets) const override;

 private:
  struct Workspace;
  struct Output;

  SentencepieceTokenizer(SpieceModel model, TokenizerSettings settings);

  void encode_stretch(Workspace& workspace, const AlignedText& text, std::size_t begin,
                      std::size_t end, Output& output) const;
  void encode_number(Workspace& workspace, const AlignedText& text,
                     const UnigramSegmenter::Piece& piece, Output& output) const;
  std::int32_t id_or_unknown(std::string_view piece) const;

  SpieceNormalizer normalizer_;
  UnigramSegmenter segmenter_;
  AlbertPreprocess preprocess_;
  TextTokens tokens_;
};

}  // namespace albert

#endif  // ALBERT_TOKENIZER_SENTENCEPIECE_TOKENIZER_H_
