#include <algorithm>
#include <string>
#include <unordered_map>
#include <vector>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "albert/base/mapped_file.h"
#include "albert/tokenizer/tokenizer.h"
#include "tokenizer/json/base64.h"
#include "tokenizer/json/json_tokenizer.h"
#include "tokenizer/piece_marks.h"
#include "tokenizer/sentencepiece_tokenizer.h"
#include "tokenizer/special_tokens.h"
#include "tokenizer/spiece_model.h"
#include "tokenizer/tokenizer_files.h"
#include "tokenizer/tokenizer_settings.h"
#include "tokenizer/wordpiece_tokenizer.h"

// The components are those that transformers 5 writes for AlbertTokenizer and BertTokenizer.

namespace albert {
namespace {

namespace fs = std::filesystem;
using json = nlohmann::ordered_json;

json token_entry(const AddedToken& token) {
  return {{"id", token.id},          {"content", token.text},  {"single_word", token.single_word},
          {"lstrip", token.lstrip},  {"rstrip", token.rstrip}, {"normalized", token.normalized},
          {"special", token.special}};
}

json replace(std::string_view from, std::string_view to) {
  return {{"type", "Replace"}, {"pattern", {{"String", from}}}, {"content", to}};
}

json special_part(std::string_view token, int type) {
  return {{"SpecialToken", {{"id", token}, {"type_id", type}}}};
}

json text_part(const char* text, int type) {
  return {{"Sequence", {{"id", text}, {"type_id", type}}}};
}

json post_processor(const TokenizerSettings& settings, const SpecialTokens& ids) {
  const std::string& cls = settings.cls.token.text;
  const std::string& sep = settings.sep.token.text;
  const auto special = [](const std::string& token, std::int32_t id) {
    return json{{"id", token}, {"ids", json::array({id})}, {"tokens", json::array({token})}};
  };
  return {{"type", "TemplateProcessing"},
          {"single", json::array({special_part(cls, 0), text_part("A", 0), special_part(sep, 0)})},
          {"pair", json::array({special_part(cls, 0), text_part("A", 0), special_part(sep, 0),
                                text_part("B", 1), special_part(sep, 1)})},
          {"special_tokens", {{cls, special(cls, ids.cls)}, {sep, special(sep, ids.sep)}}}};
}

/// The library assigns ids to added tokens, continuing from the number of pieces.
struct Numbering {
  std::int32_t first_added;  ///< first id after the vocabulary
  std::int32_t pieces;       ///< fewer if lines of a vocab.txt are blank or repeated
};

void check_ids(const std::vector<AddedToken>& sorted, Numbering numbering, const fs::path& file) {
  std::int32_t next = numbering.pieces;
  for (const AddedToken& token : sorted) {
    if (token.id < numbering.first_added || token.id == next++) continue;
    throw Error(ErrorCode::model,
                fmt::format("a tokenizer.json cannot keep the id {} of the added token '{}', "
                            "because ids before it have no token",
                            token.id, token.text),
                file.string());
  }
}

std::string compose(std::vector<AddedToken> tokens, Numbering numbering, const fs::path& file,
                    json components) {
  std::ranges::sort(tokens, {}, &AddedToken::id);
  check_ids(tokens, numbering, file);
  json added = json::array();
  for (const AddedToken& token : tokens) added.push_back(token_entry(token));
  json description = {{"version", "1.0"},
                      {"truncation", nullptr},
                      {"padding", nullptr},
                      {"added_tokens", std::move(added)}};
  description.update(components);
  return description.dump(2) + "\n";
}

json albert_normalizer(const SpieceModel& model, const TokenizerSettings& settings) {
  json steps = json::array({replace("``", "\""), replace("''", "\"")});
  if (!settings.keep_accents) {
    steps.push_back({{"type", "NFKD"}});
    steps.push_back({{"type", "StripAccents"}});
  }
  if (settings.lower_case) steps.push_back({{"type", "Lowercase"}});
  if (!model.charsmap.empty()) {
    steps.push_back({{"type", "Precompiled"},
                     {"precompiled_charsmap", json_pipeline::encode_base64(model.charsmap)}});
  }
  return {{"type", "Sequence"}, {"normalizers", std::move(steps)}};
}

json metaspace(bool prefix) {
  return {{"type", "Metaspace"},
          {"replacement", "\xE2\x96\x81"},
          {"prepend_scheme", prefix ? "always" : "never"},
          {"split", true}};
}

std::string of_sentencepiece(const fs::path& file) {
  const SpieceModel model = parse_spiece_model(read_file(file), file.string());
  if (!model.escape_whitespaces) {
    throw Error(ErrorCode::model,
                "its spaces are not escaped, which a tokenizer.json of ALBERT's cannot represent",
                file.string());
  }
  TokenizerSettings settings =
      read_tokenizer_settings(file.parent_path(), SentencepieceTokenizer::default_settings());
  add_json_tokens(settings);
  SentencepieceTokenizer::drop_user_defined(model, settings);
  json vocabulary = json::array();
  std::unordered_map<std::string_view, std::int32_t> ids;
  for (std::size_t id = 0; id < model.pieces.size(); ++id) {
    const SpieceModel::Piece& piece = model.pieces[id];
    vocabulary.push_back(json::array({piece.text, static_cast<double>(piece.score)}));
    ids.emplace(piece.text, static_cast<std::int32_t>(id));
  }
  const auto size = static_cast<std::int32_t>(model.pieces.size());
  const auto unknown = static_cast<std::size_t>(model.unknown_id);
  if (!settings.unk.given) settings.unk = default_token(model.pieces[unknown].text);
  // Control and user-defined pieces are matched by their spelling, not by the vocabulary.
  for (const SpieceModel::Piece& piece : model.pieces) {
    AddedToken token = default_token(piece.text).token;
    if (piece.type == SpieceModel::PieceType::control) settings.other_special.push_back(token);
    if (piece.type != SpieceModel::PieceType::user_defined) continue;
    token.special = false;
    token.id = ids.at(piece.text);
    settings.added.push_back(token);
  }
  const ResolvedTokens resolved =
      resolve_tokens(settings, {size, [&](std::string_view text) -> std::optional<std::int32_t> {
                                  const auto found = ids.find(text);
                                  if (found == ids.end()) return std::nullopt;
                                  return found->second;
                                }});
  return compose(resolved.tokens, {size, size}, file,
                 {{"normalizer", albert_normalizer(model, settings)},
                  {"pre_tokenizer",
                   {{"type", "Sequence"},
                    {"pretokenizers", json::array({json{{"type", "WhitespaceSplit"}},
                                                   metaspace(model.add_dummy_prefix)})}}},
                  {"post_processor", post_processor(settings, resolved.ids)},
                  {"decoder", metaspace(model.add_dummy_prefix)},
                  {"model",
                   {{"type", "Unigram"},
                    {"unk_id", model.unknown_id},
                    {"vocab", std::move(vocabulary)},
                    {"byte_fallback", false}}}});
}

std::string of_wordpieces(const fs::path& file) {
  TokenizerSettings settings =
      read_tokenizer_settings(file.parent_path(), WordpieceTokenizer::default_settings());
  add_json_tokens(settings);
  const WordpieceTokenizer tokenizer(read_file(file), file.string(), settings);
  json vocabulary = json::object();
  std::int32_t size = 0;
  for (std::int32_t id = 0; id < tokenizer.base_size(); ++id) {
    // Of equal lines the last counts; blank ones are not pieces.
    if (!tokenizer.is_token(id) || tokenizer.find(tokenizer.piece(id)) != id) continue;
    vocabulary[std::string(tokenizer.piece(id))] = id;
    ++size;
  }
  const ResolvedTokens resolved =
      resolve_tokens(settings, {tokenizer.base_size(), [&](std::string_view text) {
                                  const auto id = tokenizer.find(text);
                                  return id && !tokenizer.is_added(*id) ? id : std::nullopt;
                                }});
  const json strip = settings.strip_accents ? json(*settings.strip_accents) : json(nullptr);
  const bool basic = settings.basic_tokenize;
  const json normalizer = {{"type", "BertNormalizer"},
                           {"clean_text", true},
                           {"handle_chinese_chars", settings.chinese_characters},
                           {"strip_accents", strip},
                           {"lowercase", settings.lower_case}};
  return compose(
      resolved.tokens, {tokenizer.base_size(), size}, file,
      {{"normalizer", basic ? normalizer : json(nullptr)},
       {"pre_tokenizer", {{"type", basic ? "BertPreTokenizer" : "WhitespaceSplit"}}},
       {"post_processor", post_processor(settings, resolved.ids)},
       {"decoder", {{"type", "WordPiece"}, {"prefix", kContinuationMark}, {"cleanup", true}}},
       {"model",
        {{"type", "WordPiece"},
         {"unk_token", settings.unk.token.text},
         {"continuing_subword_prefix", kContinuationMark},
         {"max_input_chars_per_word", 100},
         {"vocab", std::move(vocabulary)}}}});
}

}  // namespace

std::string make_tokenizer_json(const fs::path& source, std::optional<TokenizerClass> as) {
  const auto [file, format] = find_vocabulary(source, as);
  switch (format) {
    case VocabularyFormat::sentencepiece:
      return of_sentencepiece(file);
    case VocabularyFormat::wordpieces:
      return of_wordpieces(file);
    case VocabularyFormat::json:
      break;
  }
  return read_file(file);
}

}  // namespace albert
