#include "albert/tokenizer/tokenizer.h"

#include <algorithm>
#include <array>
#include <utility>

#include "albert/base/error.h"
#include "albert/base/mapped_file.h"
#include "tokenizer/added_token.h"
#include "tokenizer/json/json_tokenizer.h"
#include "tokenizer/sentencepiece_tokenizer.h"
#include "tokenizer/tokenizer_files.h"
#include "tokenizer/tokenizer_settings.h"
#include "tokenizer/wordpiece_tokenizer.h"

namespace albert {
namespace {

namespace fs = std::filesystem;

struct Tokens {
  std::vector<std::int32_t> ids;
  std::vector<ByteRange> offsets;
};

}  // namespace

std::unique_ptr<Tokenizer> Tokenizer::load(const fs::path& source,
                                           std::optional<TokenizerClass> as) {
  const auto [file, format] = find_vocabulary(source, as);
  const fs::path folder = file.parent_path();
  const auto settings = [&](TokenizerSettings defaults) {
    TokenizerSettings read = read_tokenizer_settings(folder, std::move(defaults));
    add_json_tokens(read);
    return read;
  };
  switch (format) {
    case VocabularyFormat::sentencepiece:
      return std::make_unique<SentencepieceTokenizer>(
          read_file(file), file.string(), settings(SentencepieceTokenizer::default_settings()));
    case VocabularyFormat::wordpieces:
      return std::make_unique<WordpieceTokenizer>(read_file(file), file.string(),
                                                  settings(WordpieceTokenizer::default_settings()));
    case VocabularyFormat::json:
      return std::make_unique<JsonTokenizer>(read_file(file), file,
                                             read_tokenizer_settings(folder, {}));
  }
  throw Error(ErrorCode::model, "not a tokenizer", file.string());
}

std::unique_ptr<Tokenizer> Tokenizer::from_spiece(std::string_view content,
                                                  const std::string& name) {
  return std::make_unique<SentencepieceTokenizer>(content, name,
                                                  SentencepieceTokenizer::default_settings());
}

std::string_view Tokenizer::piece(std::int32_t id) const noexcept {
  const auto index = static_cast<std::size_t>(id);
  return pieces_[id >= 0 && index < pieces_.size() ? index
                                                   : static_cast<std::size_t>(special_.unk)];
}

bool Tokenizer::is_special(std::int32_t id) const noexcept {
  return std::binary_search(special_ids_.begin(), special_ids_.end(), id);
}

bool Tokenizer::is_separate(std::int32_t id) const noexcept {
  return std::binary_search(separate_ids_.begin(), separate_ids_.end(), id);
}

void Tokenizer::add_tokens(const std::vector<AddedToken>& tokens) {
  base_size_ = pieces_.size();
  for (const AddedToken& token : tokens) {
    const auto index = static_cast<std::size_t>(token.id);
    if (index >= pieces_.size()) pieces_.resize(index + 1);
    if (index >= base_size_) pieces_[index] = token.text;
    if (token.special) special_ids_.push_back(token.id);
    separate_ids_.push_back(token.id);
  }
  std::sort(special_ids_.begin(), special_ids_.end());
  std::sort(separate_ids_.begin(), separate_ids_.end());
}

std::optional<std::int32_t> Tokenizer::find_added(std::string_view text) const {
  if (text.empty()) return std::nullopt;
  const auto added = pieces_.begin() + static_cast<std::ptrdiff_t>(base_size_);
  const auto found = std::find(added, pieces_.end(), text);
  if (found == pieces_.end()) return std::nullopt;
  return static_cast<std::int32_t>(found - pieces_.begin());
}

std::string Tokenizer::decode_runs(
    std::span<const std::int32_t> ids, bool skip_special_tokens,
    FunctionRef<std::string(std::span<const std::int32_t>)> decode_pieces) const {
  std::vector<std::string> parts;
  std::vector<std::int32_t> run;
  const auto end_run = [&] {
    if (!run.empty()) parts.push_back(decode_pieces(run));
    run.clear();
  };
  for (const std::int32_t id : ids) {
    if (skip_special_tokens && is_special(id)) continue;
    if (is_added(id) && is_token(id)) {
      end_run();
      parts.emplace_back(piece(id));
    } else {
      run.push_back(id);
    }
  }
  end_run();
  std::string text;
  for (const std::string& part : parts) text.append(text.empty() ? "" : " ").append(part);
  return text;
}

void Tokenizer::set_parts(std::vector<EncodingPart> single, std::vector<EncodingPart> pair) {
  single_parts_ = std::move(single);
  pair_parts_ = std::move(pair);
}

std::size_t Tokenizer::truncate(std::size_t surplus, std::size_t& first,
                                std::size_t& second) const noexcept {
  const std::size_t dropped = std::min(surplus, first + second);
  for (std::size_t i = 0; i < dropped; ++i) --(first > second ? first : second);
  return dropped;
}

Encoding Tokenizer::encode(std::string_view text, std::optional<std::string_view> pair,
                           const EncodeOptions& options) const {
  constexpr std::int32_t kText = EncodingPart::kText;
  const std::array<EncodingPart, 5> usual{
      {{special_.cls, 0}, {kText, 0}, {special_.sep, 0}, {kText, 1}, {special_.sep, 1}}};
  std::span<const EncodingPart> parts = pair ? pair_parts_ : single_parts_;
  if (parts.empty()) parts = std::span(usual).first(pair ? 5 : 3);

  std::array<Tokens, 2> texts;
  encode_text(text, texts[0].ids, texts[0].offsets);
  if (pair) encode_text(*pair, texts[1].ids, texts[1].offsets);

  Encoding encoding;
  std::array<std::size_t, 2> sizes = {texts[0].ids.size(), texts[1].ids.size()};
  const std::size_t added =
      options.add_special_tokens ? parts.size() - (pair ? 2U : 1U) : std::size_t{0};
  const std::size_t whole = sizes[0] + sizes[1] + added;
  if (options.max_length != 0 && whole > options.max_length) {
    encoding.truncated = truncate(whole - options.max_length, sizes[0], sizes[1]);
  }

  const std::size_t size = sizes[0] + sizes[1] + added;
  encoding.input_ids.reserve(size);
  encoding.token_type_ids.reserve(size);
  encoding.special_tokens_mask.reserve(size);
  encoding.offsets.reserve(size);
  const auto add = [&](std::int32_t id, std::int32_t type, bool special, ByteRange range) {
    encoding.input_ids.push_back(id);
    encoding.token_type_ids.push_back(type);
    encoding.special_tokens_mask.push_back(special ? 1 : 0);
    encoding.offsets.push_back(range);
  };
  for (const EncodingPart& part : parts) {
    if (part.token != kText) {
      if (options.add_special_tokens) add(part.token, part.type, true, {});
      continue;
    }
    const auto which = static_cast<std::size_t>(part.type);
    for (std::size_t i = 0; i < sizes[which]; ++i) {
      add(texts[which].ids[i], part.type, false, texts[which].offsets[i]);
    }
  }
  return encoding;
}

}  // namespace albert
