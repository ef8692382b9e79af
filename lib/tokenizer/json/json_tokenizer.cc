#include "tokenizer/json/json_tokenizer.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/core.h>

#include "albert/base/mapped_file.h"
#include "io/strict_json.h"
#include "tokenizer/detokenize.h"
#include "tokenizer/json/component.h"
#include "tokenizer/json/post_processor.h"
#include "tokenizer/json_values.h"
#include "tokenizer/special_tokens.h"

namespace albert {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr int kMaxDepth = 24;

/// Known keys of a file. Truncation and padding are not part of a tokenizer: transformers sets both
/// for every call.
constexpr std::array<std::string_view, 9> kKeys = {"version",        "truncation", "padding",
                                                   "added_tokens",   "normalizer", "pre_tokenizer",
                                                   "post_processor", "decoder",    "model"};

json parse_description(std::string_view content, const fs::path& file) {
  json description = io::parse_strict_json(content, file, kMaxDepth);
  if (!description.is_object()) refuse_json(file, "not a JSON object");
  for (const auto& [key, value] : description.items()) {
    if (std::ranges::find(kKeys, key) == kKeys.end()) {
      refuse_json(file, fmt::format("the component '{}' is not supported", key));
    }
  }
  if (is_given(description, "version")) {
    const std::string version = json_pipeline::text_of(description, "version", file);
    if (version != "1.0") refuse_json(file, fmt::format("version '{}' is not supported", version));
  }
  return description;
}

/// The value of a key; null when it is missing.
const json& component(const json& description, const char* key) {
  static const json kNull;
  return description.contains(key) ? description[key] : kNull;
}

std::vector<AddedToken> parse_added_tokens(const json& list, const fs::path& file) {
  std::vector<AddedToken> tokens;
  if (list.is_null()) return tokens;
  if (!list.is_array()) refuse_json(file, "'added_tokens' is not a list");
  for (const json& value : list) {
    if (!value.is_object() || !value.contains("id")) {
      refuse_json(file, "'added_tokens' has a token without id");
    }
    AddedToken token = parse_token(value, "added_tokens", AddedToken(), file);
    token.id = parse_token_id(value["id"], token.text, file);
    tokens.push_back(std::move(token));
  }
  return tokens;
}

/// Takes the first of the spellings in the vocabulary, if the folder names none.
void guess(NamedToken& named, FunctionRef<bool(std::string_view)> exists,
           std::initializer_list<std::string_view> spellings) {
  if (named.given) return;
  for (const std::string_view spelling : spellings) {
    named = default_token(spelling);
    if (exists(spelling)) return;
  }
}

}  // namespace

void add_json_tokens(TokenizerSettings& settings) {
  const fs::path file = settings.folder / "tokenizer.json";
  if (!settings.added.empty() || !fs::exists(file)) return;
  const MappedFile mapped(file);
  const std::string_view content(reinterpret_cast<const char*>(mapped.bytes().data()),
                                 mapped.bytes().size());
  const std::string_view list = find_member(content, "added_tokens");
  if (list.empty()) return;
  settings.added_by_json = parse_added_tokens(io::parse_strict_json(list, file, kMaxDepth), file);
}

/// Memory of one encode_text call.
struct JsonTokenizer::Workspace {
  AlignedText clean;                    ///< the whole text
  AlignedText normalized;               ///< a section without tokens matched in original text
  json_pipeline::Words words, scratch;  ///< a section of that without added tokens
  AlignedText scratch_text;
  std::unique_ptr<json_pipeline::Model::Workspace> model;
};

JsonTokenizer::JsonTokenizer(std::string_view content, const fs::path& file,
                             TokenizerSettings settings)
    : JsonTokenizer(Description{parse_description(content, file)}, file, std::move(settings)) {}

JsonTokenizer::JsonTokenizer(const Description& parsed, const fs::path& file,
                             TokenizerSettings settings)
    : normalizers_(component(parsed.value, "normalizer"), file),
      pre_tokenizers_(component(parsed.value, "pre_tokenizer"), file),
      decoders_(component(parsed.value, "decoder"), file),
      model_(json_pipeline::make_model(component(parsed.value, "model"), file, pieces_)) {
  const json& description = parsed.value;
  resolve_added(description, file, std::move(settings));
  json_pipeline::Template templates =
      json_pipeline::parse_post_processor(component(description, "post_processor"), file);
  for (const auto* list : {&templates.single, &templates.pair}) {
    for (const EncodingPart& part : *list) {
      if (part.token != EncodingPart::kText && !is_token(part.token)) {
        refuse_json(file,
                    fmt::format("the id {} of its template is not in the vocabulary", part.token));
      }
    }
  }
  set_parts(std::move(templates.single), std::move(templates.pair));
}

void JsonTokenizer::resolve_added(const json& description, const fs::path& file,
                                  TokenizerSettings settings) {
  std::vector<AddedToken> stated = parse_added_tokens(component(description, "added_tokens"), file);
  const auto is_stated = [&](std::string_view text) {
    return std::ranges::find(stated, text, &AddedToken::text) != stated.end();
  };
  const auto exists = [&](std::string_view text) {
    return model_->find(text).has_value() || is_stated(text);
  };
  if (!settings.unk.given) settings.unk = default_token(model_->unknown());
  guess(settings.cls, exists, {"[CLS]", "<s>", "<cls>"});
  guess(settings.sep, exists, {"[SEP]", "</s>", "<sep>"});
  guess(settings.pad, exists, {"<pad>", "[PAD]"});
  guess(settings.mask, exists, {"[MASK]", "<mask>"});
  for (AddedToken& token : settings.added) {
    if (!is_stated(token.text)) stated.push_back(std::move(token));
  }
  settings.added = std::move(stated);
  settings.folder = file;
  const ResolvedTokens resolved =
      resolve_tokens(settings, {static_cast<std::int32_t>(pieces_.size()),
                                [&](std::string_view text) { return model_->find(text); }});
  special_ = resolved.ids;
  add_tokens(resolved.tokens);

  std::vector<AddedToken> as_is, normalized;
  AlignedText text, scratch;
  for (AddedToken token : resolved.tokens) {
    if (!token.normalized) {
      as_is.push_back(std::move(token));
      continue;
    }
    clean_text(token.text, AddedTokenSet(), false, text);
    normalizers_.apply(text, scratch);
    token.text = text.text;
    if (!token.text.empty()) normalized.push_back(std::move(token));
  }
  sought_as_is_ = AddedTokenSet(std::move(as_is));
  sought_normalized_ = AddedTokenSet(std::move(normalized));
}

void JsonTokenizer::encode_text(std::string_view text, std::vector<std::int32_t>& ids,
                                std::vector<ByteRange>& offsets) const {
  Workspace workspace;
  workspace.model = model_->workspace();
  json_pipeline::Tokens tokens{ids, offsets};
  const AlignedText& clean = workspace.clean;
  clean_text(text, AddedTokenSet(), false, workspace.clean);
  sought_as_is_.split(
      clean,
      [&](std::size_t begin, std::size_t end) {
        workspace.normalized.assign(clean, begin, end);
        normalizers_.apply(workspace.normalized, workspace.scratch_text);
        const AlignedText& normalized = workspace.normalized;
        sought_normalized_.split(
            normalized,
            [&](std::size_t first, std::size_t last) {
              encode_stretch(workspace, normalized, first, last, tokens);
            },
            [&](const AddedToken& token, std::size_t at) {
              tokens.add(token.id, normalized.range(at, at + token.text.size()));
            },
            is_white_space);
      },
      [&](const AddedToken& token, std::size_t at) {
        tokens.add(token.id, clean.range(at, at + token.text.size()));
      },
      is_white_space);
}

void JsonTokenizer::encode_stretch(Workspace& workspace, const AlignedText& text, std::size_t begin,
                                   std::size_t end, json_pipeline::Tokens& tokens) const {
  json_pipeline::Words& words = workspace.words;
  words.text.assign(text, begin, end);
  words.ranges.assign(1, {0, static_cast<std::uint32_t>(end - begin)});
  pre_tokenizers_.apply(words, workspace.scratch);
  for (const auto& [first, last] : words.ranges) {
    model_->tokenize(words.text, first, last, workspace.model.get(), tokens);
  }
}

/// If both texts are truncated, each gets half of the limit; the longer one (of equals the second)
/// gets an odd token.
std::size_t JsonTokenizer::truncate(std::size_t surplus, std::size_t& first,
                                    std::size_t& second) const noexcept {
  const std::size_t whole = first + second;
  const std::size_t limit = whole - std::min(surplus, whole);
  std::size_t& shorter = first > second ? second : first;
  std::size_t& longer = first > second ? first : second;
  if (2 * shorter > limit) shorter = limit / 2;
  longer = std::min(longer, limit - shorter);
  return whole - first - second;
}

std::string JsonTokenizer::decode(std::span<const std::int32_t> ids,
                                  const DecodeOptions& options) const {
  std::vector<std::string> pieces;
  for (const std::int32_t id : ids) {
    if (options.skip_special_tokens && is_special(id)) continue;
    pieces.emplace_back(piece(id));
  }
  std::string text = decoders_.decode(std::move(pieces));
  if (options.clean_up_spaces) clean_up_spaces(text);
  return text;
}

std::optional<std::int32_t> JsonTokenizer::find(std::string_view piece) const {
  const auto id = model_->find(piece);
  return id ? id : find_added(piece);
}

}  // namespace albert
