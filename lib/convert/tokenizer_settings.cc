#include "convert/tokenizer_settings.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "albert/base/mapped_file.h"
#include "albert/io/atomic_output.h"
#include "albert/io/file_kind.h"
#include "albert/tokenizer/tokenizer.h"
#include "io/strict_json.h"

namespace albert::convert {
namespace {

using nlohmann::json;

constexpr std::string_view kSettings = "tokenizer_config.json";

constexpr const char* kClass = "tokenizer_class";

/// Allowed kinds of tokenizer files. A file of unknown kind may be damaged; its reader reports
/// that.
struct Expected {
  std::string_view name;
  std::string_view wanted;
  std::array<FileKind, 3> kinds;
};
constexpr std::array<Expected, 2> kExpected = {{
    {"spiece.model",
     "a sentencepiece model",
     {FileKind::sentencepiece_model, FileKind::unknown, FileKind::unknown}},
    {"vocab.txt", "a vocabulary", {FileKind::wordpiece_vocab, FileKind::text, FileKind::unknown}},
}};
constexpr Expected kExpectedSettings = {
    {}, "a tokenizer's settings", {FileKind::json, FileKind::tokenizer_json, FileKind::json_lines}};

bool has(std::span<const TokenizerFile> files, std::string_view name) {
  return std::ranges::find(files, name, &TokenizerFile::name) != files.end();
}

/// Whether the tokenizer in `folder` is BERT's.
bool is_wordpiece(std::span<const TokenizerFile> files, const std::filesystem::path& folder) {
  if (has(files, "spiece.model")) return false;
  return has(files, "vocab.txt") ||
         Tokenizer::load(folder / "tokenizer.json")->kind() == "wordpiece";
}

const char* class_name(bool wordpiece) {
  return wordpiece ? "BertTokenizer" : "AlbertTokenizer";
}

std::string usual_settings(bool wordpiece, std::int64_t max_positions) {
  json settings = {{"do_lower_case", true}, {"model_max_length", max_positions}};
  settings[kClass] = class_name(wordpiece);
  if (!wordpiece) {
    settings["keep_accents"] = false;
    settings["remove_space"] = true;
  }
  return settings.dump(2) + "\n";
}

void state_class(const std::filesystem::path& settings_file, bool wordpiece) {
  json settings = io::parse_strict_json(read_file(settings_file), settings_file, 64);
  if (!settings.is_object()) return;
  if (settings.contains(kClass)) return;
  settings[kClass] = class_name(wordpiece);
  write_file(settings_file, settings.dump(2) + "\n");
}

}  // namespace

void check_tokenizer(std::span<const TokenizerFile> files) {
  for (const TokenizerFile& file : files) {
    const auto* named = std::ranges::find(kExpected, file.name, &Expected::name);
    const Expected& expected = named == kExpected.end() ? kExpectedSettings : *named;
    const FileKind kind = recognize(file.path);
    if (std::ranges::find(expected.kinds, kind) != expected.kinds.end()) continue;
    throw wrong_kind(file.path, kind, expected.wanted);
  }
}

void write_tokenizer(std::span<const TokenizerFile> files, std::int64_t max_positions,
                     bool tokenizer_json, const std::filesystem::path& folder) {
  for (const TokenizerFile& file : files) write_file(folder / file.name, read_file(file.path));
  if (files.empty()) return;
  if (tokenizer_json && !has(files, "tokenizer.json")) {
    write_file(folder / "tokenizer.json", make_tokenizer_json(folder));
  }
  if (!has(files, kSettings)) {
    write_file(folder / kSettings, usual_settings(is_wordpiece(files, folder), max_positions));
  } else if (tokenizer_json) {
    state_class(folder / kSettings, is_wordpiece(files, folder));
  }
}

}  // namespace albert::convert
