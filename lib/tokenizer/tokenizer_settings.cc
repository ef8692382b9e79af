#include "tokenizer/tokenizer_settings.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "albert/base/error.h"
#include "albert/base/mapped_file.h"
#include "io/strict_json.h"

namespace albert {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::size_t kMaxConfigBytes = std::size_t{16} << 20U;
constexpr int kMaxConfigDepth = 32;

[[noreturn]] void refuse(const fs::path& file, const std::string& reason) {
  throw Error(ErrorCode::model, reason, file.string());
}

json read_object(const fs::path& file) {
  json object = io::parse_strict_json(read_file(file, kMaxConfigBytes), file, kMaxConfigDepth);
  if (!object.is_object()) refuse(file, "not a JSON object");
  return object;
}

/// A token is a string, or an object that has it as "content".
std::string token_text(const json& value, const char* key, const fs::path& file) {
  const json* text = &value;
  if (value.is_object() && value.contains("content")) text = &value["content"];
  if (!text->is_string()) refuse(file, fmt::format("\"{}\" is not a token", key));
  std::string token = text->get<std::string>();
  if (token.empty()) refuse(file, fmt::format("\"{}\" is empty", key));
  return token;
}

bool is_given(const json& object, const char* key) {
  return object.contains(key) && !object[key].is_null();
}

template <typename Bool>
void read_flag(const json& object, const char* key, const fs::path& file, Bool& flag) {
  if (!is_given(object, key)) return;
  if (!object[key].is_boolean()) refuse(file, fmt::format("\"{}\" is not true or false", key));
  flag = object[key].get<bool>();
}

void read_tokens(const json& object, const fs::path& file, TokenizerSettings& settings) {
  const auto read = [&](const char* key, std::string& token) {
    if (is_given(object, key)) token = token_text(object[key], key, file);
  };
  read("unk_token", settings.unk);
  read("pad_token", settings.pad);
  read("cls_token", settings.cls);
  read("sep_token", settings.sep);
  read("mask_token", settings.mask);
  for (const char* key : {"bos_token", "eos_token"}) {
    if (is_given(object, key)) {
      settings.other_special.push_back(token_text(object[key], key, file));
    }
  }
  constexpr const char* kAdditional = "additional_special_tokens";
  if (!is_given(object, kAdditional)) return;
  if (!object[kAdditional].is_array()) {
    refuse(file, fmt::format("\"{}\" is not a list", kAdditional));
  }
  for (const json& token : object[kAdditional]) {
    settings.other_special.push_back(token_text(token, kAdditional, file));
  }
}

}  // namespace

TokenizerSettings read_tokenizer_settings(const fs::path& folder, TokenizerSettings settings) {
  settings.folder = folder;
  if (const fs::path file = folder / "tokenizer_config.json"; fs::exists(file)) {
    const json object = read_object(file);
    read_flag(object, "do_lower_case", file, settings.lower_case);
    read_flag(object, "remove_space", file, settings.remove_space);
    read_flag(object, "keep_accents", file, settings.keep_accents);
    read_flag(object, "do_basic_tokenize", file, settings.basic_tokenize);
    read_flag(object, "tokenize_chinese_chars", file, settings.chinese_characters);
    read_flag(object, "strip_accents", file, settings.strip_accents);
    read_tokens(object, file, settings);
  }
  if (const fs::path file = folder / "special_tokens_map.json"; fs::exists(file)) {
    read_tokens(read_object(file), file, settings);
  }
  return settings;
}

ResolvedSpecialTokens resolve_special_tokens(
    const TokenizerSettings& settings,
    FunctionRef<std::optional<std::int32_t>(std::string_view)> find) {
  constexpr std::int32_t kMissing = -1;
  std::vector<SpecialTokenSet::Token> tokens;
  const auto optional_id = [&](const std::string& text) {
    const std::optional<std::int32_t> id = find(text);
    if (id) tokens.push_back({text, *id});
    return id.value_or(kMissing);
  };
  const auto required_id = [&](const std::string& text, const char* what) {
    const std::int32_t id = optional_id(text);
    if (id == kMissing) {
      throw Error(ErrorCode::model,
                  fmt::format("the vocabulary has no {} token \"{}\"", what, text),
                  settings.folder.string(), "tokenizer_config.json may name another");
    }
    return id;
  };
  ResolvedSpecialTokens resolved;
  resolved.ids.unk = required_id(settings.unk, "unknown");
  resolved.ids.cls = required_id(settings.cls, "classifier");
  resolved.ids.sep = required_id(settings.sep, "separator");
  resolved.ids.pad = optional_id(settings.pad);
  resolved.ids.mask = optional_id(settings.mask);
  for (const std::string& text : settings.other_special) optional_id(text);
  resolved.in_text = SpecialTokenSet(std::move(tokens));
  return resolved;
}

}  // namespace albert
