#include "albert/tokenizer/tokenizer.h"

#include <algorithm>

#include "albert/base/error.h"
#include "albert/base/mapped_file.h"
#include "albert/io/atomic_output.h"
#include "tokenizer/sentencepiece_tokenizer.h"
#include "tokenizer/tokenizer_settings.h"
#include "tokenizer/wordpiece_tokenizer.h"

namespace albert {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSentencepiece = "spiece.model";
constexpr const char* kWordpieces = "vocab.txt";

/// The vocabulary that a folder holds or a file is.
fs::path vocabulary_file(const fs::path& source) {
  if (!fs::exists(source)) {
    throw Error(ErrorCode::model, "there is no such tokenizer", source.string(),
                "name a spiece.model, a vocab.txt, or a folder with one of them");
  }
  if (!fs::is_directory(source)) return source;
  for (const char* name : {kSentencepiece, kWordpieces}) {
    if (fs::exists(source / name)) return source / name;
  }
  throw Error(ErrorCode::model, "no tokenizer: neither spiece.model nor vocab.txt", source.string(),
              "copy the file of the model's author into the folder");
}

bool has_wordpieces(const fs::path& vocabulary) {
  return vocabulary.extension() == ".txt";
}

struct Tokens {
  std::vector<std::int32_t> ids;
  std::vector<ByteRange> offsets;
};

/// Drops `surplus` tokens, one by one from the longer of the two; of equals the second loses.
std::size_t truncate(std::size_t surplus, std::size_t& first, std::size_t& second) noexcept {
  const std::size_t dropped = std::min(surplus, first + second);
  for (std::size_t i = 0; i < dropped; ++i) --(first > second ? first : second);
  return dropped;
}

}  // namespace

std::unique_ptr<Tokenizer> Tokenizer::load(const fs::path& source) {
  const fs::path file = vocabulary_file(source);
  const fs::path folder = file.parent_path();
  if (has_wordpieces(file)) {
    return std::make_unique<WordpieceTokenizer>(
        read_file(file), file.string(),
        read_tokenizer_settings(folder, WordpieceTokenizer::default_settings()));
  }
  return std::make_unique<SentencepieceTokenizer>(
      read_file(file), file.string(),
      read_tokenizer_settings(folder, SentencepieceTokenizer::default_settings()));
}

std::unique_ptr<Tokenizer> Tokenizer::from_spiece(std::string_view content,
                                                  const std::string& name) {
  return std::make_unique<SentencepieceTokenizer>(content, name,
                                                  SentencepieceTokenizer::default_settings());
}

void copy_tokenizer(const fs::path& source, const fs::path& folder) {
  const fs::path file = vocabulary_file(source);
  write_file(folder / (has_wordpieces(file) ? kWordpieces : kSentencepiece), read_file(file));
  for (const char* settings : {"tokenizer_config.json", "special_tokens_map.json"}) {
    const fs::path beside = file.parent_path() / settings;
    if (fs::exists(beside)) write_file(folder / settings, read_file(beside));
  }
}

std::string_view Tokenizer::piece(std::int32_t id) const noexcept {
  const auto index = static_cast<std::size_t>(id);
  return pieces_[id >= 0 && index < pieces_.size() ? index
                                                   : static_cast<std::size_t>(special_.unk)];
}

bool Tokenizer::is_special(std::int32_t id) const noexcept {
  return std::find(special_ids_.begin(), special_ids_.end(), id) != special_ids_.end();
}

Encoding Tokenizer::encode(std::string_view text, std::optional<std::string_view> pair,
                           const EncodeOptions& options) const {
  Tokens first, second;
  encode_text(text, first.ids, first.offsets);
  if (pair) encode_text(*pair, second.ids, second.offsets);

  Encoding encoding;
  std::size_t first_size = first.ids.size(), second_size = second.ids.size();
  const std::size_t added = !options.add_special_tokens ? 0U : pair ? 3U : 2U;
  const std::size_t whole = first_size + second_size + added;
  if (options.max_length != 0 && whole > options.max_length) {
    encoding.truncated = truncate(whole - options.max_length, first_size, second_size);
  }

  const std::size_t size = first_size + second_size + added;
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
  const auto add_special = [&](std::int32_t id, std::int32_t type) {
    if (options.add_special_tokens) add(id, type, true, {});
  };
  const auto add_tokens = [&](const Tokens& tokens, std::size_t count, std::int32_t type) {
    for (std::size_t i = 0; i < count; ++i) add(tokens.ids[i], type, false, tokens.offsets[i]);
  };
  add_special(special_.cls, 0);
  add_tokens(first, first_size, 0);
  add_special(special_.sep, 0);
  if (pair) {
    add_tokens(second, second_size, 1);
    add_special(special_.sep, 1);
  }
  return encoding;
}

}  // namespace albert
