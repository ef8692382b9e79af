#ifndef ALBERT_TOKENIZER_TOKENIZER_H_
#define ALBERT_TOKENIZER_TOKENIZER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "albert/base/error.h"
#include "albert/base/function_ref.h"
#include "albert/base/named_values.h"

namespace albert {

struct AddedToken;

/// Half-open byte range of the original UTF-8 text.
struct ByteRange {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  bool operator==(const ByteRange&) const = default;

  /// These bytes of the text, of which the range is one.
  std::string_view of(std::string_view text) const { return text.substr(begin, end - begin); }
};

/// One tokenized record. All vectors have the same length.
struct Encoding {
  std::vector<std::int32_t> input_ids;
  std::vector<std::int32_t> token_type_ids;       ///< 0 for the first text, 1 for the pair
  std::vector<std::uint8_t> special_tokens_mask;  ///< 1 for the [CLS]/[SEP] that encode() added
  std::vector<ByteRange> offsets;  ///< in the text or pair, see token_type_ids; {0,0} if added
  std::size_t truncated = 0;       ///< number of tokens dropped for max_length

  std::size_t size() const noexcept { return input_ids.size(); }
};

struct EncodeOptions {
  bool add_special_tokens = true;
  /// Longest encoding, special tokens included; 0 = no limit. Truncates longest-first.
  std::size_t max_length = 0;
};

struct DecodeOptions {
  bool skip_special_tokens = false;
  bool clean_up_spaces = true;
};

struct SpecialTokens {
  std::int32_t pad = 0, unk = 1, cls = 2, sep = 3, mask = 4;
};

/// An element of an encoding template: a special token, or all tokens of a text.
struct EncodingPart {
  static constexpr std::int32_t kText = -1;
  std::int32_t token = kText;
  std::int32_t type = 0;  ///< token type; of a text: 0 is the first, 1 the pair
};

/// The tokenizer for a vocabulary: ALBERT's (sentencepiece) or BERT's (WordPiece).
enum class TokenizerClass : std::uint8_t { albert, bert };
constexpr auto named_values(TokenizerClass) {
  return std::to_array<NamedValue<TokenizerClass>>(
      {{TokenizerClass::albert, "albert"}, {TokenizerClass::bert, "bert"}});
}

/// The tokenizer_class of a folder is neither ALBERT's nor BERT's.
class UnknownTokenizerClass : public Error {
 public:
  using Error::Error;
};

/// Converts text to ids and ids to text like the reference tokenizers (Hugging Face's slow
/// AlbertTokenizer, or BertTokenizer for vocab.txt models). Const and thread-safe after
/// construction. Accepts any bytes: invalid UTF-8 becomes U+FFFD, as in a decoder with "replace"
/// errors.
class Tokenizer {
 public:
  virtual ~Tokenizer() = default;

  /// Loads the tokenizer of a model folder, or a single file of any name: a sentencepiece model,
  /// BERT's list of pieces, or a tokenizer.json. docs/formats.md has the precedence in a folder.
  /// Reads tokenizer_config.json, special_tokens_map.json and added_tokens.json beside it. `as`
  /// replaces the tokenizer_class of the folder. Throws UnknownTokenizerClass when that is neither
  /// ALBERT's nor BERT's, and Error{model} when the tokenizer is missing or a file is damaged.
  static std::unique_ptr<Tokenizer> load(const std::filesystem::path& source,
                                         std::optional<TokenizerClass> as = std::nullopt);

  /// The same from a spiece.model's content, with default settings; `name` is for messages. Throws
  /// Error{model} when it is damaged.
  static std::unique_ptr<Tokenizer> from_spiece(std::string_view content, const std::string& name);

  /// A single text or a pair. Never fails.
  Encoding encode(std::string_view text, std::optional<std::string_view> pair = std::nullopt,
                  const EncodeOptions& options = {}) const;

  /// Ids back to text; ids outside the vocabulary decode as the unknown token.
  virtual std::string decode(std::span<const std::int32_t> ids,
                             const DecodeOptions& options = {}) const = 0;

  /// The vocabulary's spelling of an id ("▁the", "##ing", "[MASK]"), or of unk when out of range.
  std::string_view piece(std::int32_t id) const noexcept;

  /// The id of an exact vocabulary entry.
  virtual std::optional<std::int32_t> find(std::string_view piece) const = 0;

  /// One more than the largest id, added tokens included.
  std::size_t vocab_size() const noexcept { return pieces_.size(); }
  /// Whether an id has a token; ids between added tokens and of blank lines have none.
  bool is_token(std::int32_t id) const noexcept {
    return id >= 0 && static_cast<std::size_t>(id) < pieces_.size() &&
           !pieces_[static_cast<std::size_t>(id)].empty();
  }
  /// The first id after the vocabulary's pieces; this and later ids are those of added tokens.
  std::int32_t base_size() const noexcept {
    return static_cast<std::int32_t>(base_size_ != 0 ? base_size_ : pieces_.size());
  }
  /// Whether an id is that of an added token, after the vocabulary's pieces.
  bool is_added(std::int32_t id) const noexcept {
    return base_size_ != 0 && id >= 0 && static_cast<std::size_t>(id) >= base_size_;
  }
  const SpecialTokens& special() const noexcept { return special_; }
  bool is_special(std::int32_t id) const noexcept;
  /// Whether a token is cut out of the text before the rest is divided into words: special and
  /// added tokens, and the user-defined pieces of a sentencepiece model.
  bool is_separate(std::int32_t id) const noexcept;

  /// "sentencepiece" or "wordpiece"
  virtual std::string_view kind() const noexcept = 0;

 protected:
  Tokenizer() = default;
  explicit Tokenizer(std::vector<std::string> pieces) : pieces_(std::move(pieces)) {}

  /// Replaces the default templates [CLS] text [SEP] and [CLS] text [SEP] pair [SEP] of encode().
  void set_parts(std::vector<EncodingPart> single, std::vector<EncodingPart> pair);

  /// Drops `surplus` tokens of two texts of these sizes; returns how many it dropped. Drops one by
  /// one from the longer text, from the second of equal ones.
  virtual std::size_t truncate(std::size_t surplus, std::size_t& first,
                               std::size_t& second) const noexcept;

  /// Sets the pieces of ids after the vocabulary, once, and which are special or separate.
  void add_tokens(const std::vector<AddedToken>& tokens);

  /// The id of an added token.
  std::optional<std::int32_t> find_added(std::string_view text) const;

  /// Decodes runs of the vocabulary's pieces with `decode_pieces` and puts a space between them
  /// and added tokens.
  std::string decode_runs(
      std::span<const std::int32_t> ids, bool skip_special_tokens,
      FunctionRef<std::string(std::span<const std::int32_t>)> decode_pieces) const;

  /// Appends ids and byte offsets of `text`. Recognizes special tokens in the text, adds none.
  virtual void encode_text(std::string_view text, std::vector<std::int32_t>& ids,
                           std::vector<ByteRange>& offsets) const = 0;

  std::vector<std::string> pieces_;                      ///< by id; empty for ids without a token
  std::size_t base_size_ = 0;                            ///< first added id; 0: none
  std::vector<EncodingPart> single_parts_, pair_parts_;  ///< templates; empty: the defaults
  SpecialTokens special_;
  std::vector<std::int32_t> special_ids_;   ///< sorted; see is_special
  std::vector<std::int32_t> separate_ids_;  ///< sorted; see is_separate
};

/// Copies the files that Tokenizer::load(source, as) reads into a folder, under their usual names.
/// With `as` the copy has that tokenizer_class. Throws as load does, and Error{io}.
void copy_tokenizer(const std::filesystem::path& source, const std::filesystem::path& folder,
                    std::optional<TokenizerClass> as = std::nullopt);

/// The content of a tokenizer.json for the tokenizer at `source`, with which the tokenizers library
/// gives the same ids (except docs/tokenizer-differences.md). Throws as load does, and Error{model}
/// when the format cannot represent the tokenizer.
std::string make_tokenizer_json(const std::filesystem::path& source,
                                std::optional<TokenizerClass> as = std::nullopt);

}  // namespace albert

#endif  // ALBERT_TOKENIZER_TOKENIZER_H_
