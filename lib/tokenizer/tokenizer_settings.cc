#include "tokenizer/tokenizer_settings.h"

#include <algorithm>
#include <charconv>
#include <string>

#include <fmt/core.h>

#include "tokenizer/json_values.h"

namespace albert {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr AddedToken special_defaults() {
  AddedToken token;
  token.special = true;
  token.normalized = false;
  return token;
}

void read_named(const json& object, const char* key, const fs::path& file, NamedToken& named) {
  if (!is_given(object, key)) return;
  named = {parse_token(object[key], key, special_defaults(), file), true};
}

/// additional_special_tokens is a list; extra_special_tokens a list too, or names each of its
/// tokens.
void read_other_special(const json& object, const char* key, const fs::path& file,
                        std::vector<AddedToken>& tokens) {
  if (!is_given(object, key)) return;
  const json& list = object[key];
  if (!list.is_array() && !list.is_object()) {
    refuse_json(file, fmt::format("'{}' is not a list", key));
  }
  for (const json& value : list) {
    tokens.push_back(parse_token(value, key, special_defaults(), file));
  }
}

void read_special_tokens(const json& object, const fs::path& file, TokenizerSettings& settings) {
  read_named(object, "bos_token", file, settings.bos);
  read_named(object, "eos_token", file, settings.eos);
  read_named(object, "unk_token", file, settings.unk);
  read_named(object, "sep_token", file, settings.sep);
  read_named(object, "pad_token", file, settings.pad);
  read_named(object, "cls_token", file, settings.cls);
  read_named(object, "mask_token", file, settings.mask);
  read_other_special(object, "additional_special_tokens", file, settings.other_special);
  read_other_special(object, "extra_special_tokens", file, settings.extra_special);
}

/// {"30000": {"content": "<ent>", …}, …}
void read_added_tokens_decoder(const json& object, const fs::path& file,
                               TokenizerSettings& settings) {
  constexpr const char* kKey = "added_tokens_decoder";
  if (!is_given(object, kKey)) return;
  if (!object[kKey].is_object()) refuse_json(file, fmt::format("'{}' is not an object", kKey));
  for (const auto& [id, value] : object[kKey].items()) {
    AddedToken token = parse_token(value, fmt::format("{}.{}", kKey, id), AddedToken(), file);
    const auto [stop, error] = std::from_chars(id.data(), id.data() + id.size(), token.id);
    if (error != std::errc() || stop != id.data() + id.size() || token.id < 0) {
      refuse_json(file, fmt::format("'{}' of '{}' is not a token id", id, kKey));
    }
    settings.added.push_back(std::move(token));
  }
}

/// {"<ent>": 30000, …}; added_tokens_decoder takes precedence.
void read_added_tokens(const json& object, const fs::path& file, TokenizerSettings& settings) {
  for (const auto& [text, id] : object.items()) {
    if (text.empty()) refuse_json(file, "has an empty token");
    const bool known = std::ranges::any_of(
        settings.added, [&, &wanted = text](const AddedToken& t) { return t.text == wanted; });
    AddedToken token;
    token.text = text;
    token.id = parse_token_id(id, text, file);
    if (!known) settings.added.push_back(std::move(token));
  }
}

}  // namespace

NamedToken default_token(std::string_view text) {
  NamedToken named{special_defaults(), false};
  named.token.text = text;
  return named;
}

TokenizerSettings read_tokenizer_settings(const fs::path& folder, TokenizerSettings settings) {
  settings.folder = folder;
  if (const fs::path file = folder / "tokenizer_config.json"; fs::exists(file)) {
    const json object = read_json_object(file);
    settings.lower_case = flag_or(object, "do_lower_case", settings.lower_case, file);
    settings.remove_space = flag_or(object, "remove_space", settings.remove_space, file);
    settings.keep_accents = flag_or(object, "keep_accents", settings.keep_accents, file);
    settings.basic_tokenize = flag_or(object, "do_basic_tokenize", settings.basic_tokenize, file);
    settings.chinese_characters =
        flag_or(object, "tokenize_chinese_chars", settings.chinese_characters, file);
    if (is_given(object, "strip_accents")) {
      settings.strip_accents = flag_or(object, "strip_accents", false, file);
    }
    read_special_tokens(object, file, settings);
    read_added_tokens_decoder(object, file, settings);
  }
  if (const fs::path file = folder / "special_tokens_map.json"; fs::exists(file)) {
    read_special_tokens(read_json_object(file), file, settings);
  }
  if (const fs::path file = folder / "added_tokens.json"; fs::exists(file)) {
    read_added_tokens(read_json_object(file), file, settings);
  }
  if (const fs::path file = folder / "config.json"; fs::exists(file)) {
    const json object = read_json_object(file, 64);
    if (object.contains("vocab_size") && object["vocab_size"].is_number_unsigned()) {
      settings.embedding_rows = object["vocab_size"].get<std::int64_t>();
    }
  }
  return settings;
}

}  // namespace albert
