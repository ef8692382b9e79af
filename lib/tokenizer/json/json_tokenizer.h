#ifndef ALBERT_TOKENIZER_JSON_JSON_TOKENIZER_H_
#define ALBERT_TOKENIZER_JSON_JSON_TOKENIZER_H_

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "albert/tokenizer/tokenizer.h"
#include "tokenizer/added_token_set.h"
#include "tokenizer/json/decoders.h"
#include "tokenizer/json/models.h"
#include "tokenizer/json/normalizers.h"
#include "tokenizer/json/pre_tokenizers.h"
#include "tokenizer/tokenizer_settings.h"

namespace albert {

/// The tokenizer that a `tokenizer.json` describes, as the tokenizers library runs it: added tokens
/// are matched, the rest is normalized and split into words, and each word is segmented by the
/// model. The sections "truncation" and "padding" are ignored, as in transformers.
class JsonTokenizer final : public Tokenizer {
 public:
  /// `content` is that of `file`, a name for messages. Of `settings` the names of special tokens
  /// and what the folder adds count. Throws Error{model}.
  JsonTokenizer(std::string_view content, const std::filesystem::path& file,
                TokenizerSettings settings);

  std::string decode(std::span<const std::int32_t> ids,
                     const DecodeOptions& options) const override;
  std::optional<std::int32_t> find(std::string_view piece) const override;
  std::string_view kind() const noexcept override { return model_->kind(); }

 protected:
  void encode_text(std::string_view text, std::vector<std::int32_t>& ids,
                   std::vector<ByteRange>& offsets) const override;
  std::size_t truncate(std::size_t surplus, std::size_t& first,
                       std::size_t& second) const noexcept override;

 private:
  struct Workspace;
  struct Description {
    nlohmann::json value;
  };

  JsonTokenizer(const Description& description, const std::filesystem::path& file,
                TokenizerSettings settings);
  void resolve_added(const nlohmann::json& description, const std::filesystem::path& file,
                     TokenizerSettings settings);
  void encode_stretch(Workspace& workspace, const AlignedText& text, std::size_t begin,
                      std::size_t end, json_pipeline::Tokens& tokens) const;

  json_pipeline::NormalizerChain normalizers_;
  json_pipeline::PreTokenizerChain pre_tokenizers_;
  json_pipeline::DecoderChain decoders_;
  std::unique_ptr<const json_pipeline::Model> model_;
  AddedTokenSet sought_as_is_;
  AddedTokenSet sought_normalized_;
};

/// If a folder's other files list no added tokens, adds those of its tokenizer.json to `settings`.
/// Parses the file only up to their end.
void add_json_tokens(TokenizerSettings& settings);

}  // namespace albert

#endif  // ALBERT_TOKENIZER_JSON_JSON_TOKENIZER_H_
