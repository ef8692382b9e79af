#include "tokenizer/tokenizer_files.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include <fmt/core.h>

#include "albert/base/mapped_file.h"
#include "albert/io/atomic_output.h"
#include "albert/io/file_kind.h"
#include "tokenizer/json_values.h"

namespace albert {
namespace {

namespace fs = std::filesystem;
using enum VocabularyFormat;

constexpr std::array kFormats = {sentencepiece, wordpieces, json};
constexpr std::array kSettingsFiles = {"tokenizer_config.json", "special_tokens_map.json",
                                       "added_tokens.json"};
constexpr const char* kClassKey = "tokenizer_class";

/// Classes by their names without "Fast".
constexpr std::string_view kAlbertClass = "AlbertTokenizer";
constexpr std::string_view kBertClass = "BertTokenizer";
/// Classes that are defined by tokenizer.json alone.
constexpr std::array<std::string_view, 2> kGenericClasses = {"PreTrainedTokenizer",
                                                             "TokenizersBackend"};

/// The tokenizer_class of a folder, and its file.
struct StatedClass {
  std::string name;  ///< empty: none
  fs::path file;
};

StatedClass stated_class(const fs::path& folder) {
  for (const char* name : {"tokenizer_config.json", "config.json"}) {
    const fs::path file = folder / name;
    if (!fs::exists(file)) continue;
    const nlohmann::json object = read_json_object(file, 64);
    if (!is_given(object, kClassKey)) continue;
    if (!object[kClassKey].is_string()) {
      refuse_json(file, fmt::format("'{}' is not a name", kClassKey));
    }
    return {object[kClassKey].get<std::string>(), file};
  }
  return {};
}

std::string_view without_fast(std::string_view name) {
  constexpr std::string_view kFast = "Fast";
  return name.ends_with(kFast) ? name.substr(0, name.size() - kFast.size()) : name;
}

[[noreturn]] void refuse_class(const StatedClass& stated, const char* why) {
  throw UnknownTokenizerClass(ErrorCode::model,
                              fmt::format("{} '{}' {}", kClassKey, stated.name, why),
                              stated.file.string());
}

/// The formats for a folder's class, in order of preference.
std::vector<VocabularyFormat> formats_of(const StatedClass& stated) {
  const std::string_view name = without_fast(stated.name);
  if (name.empty()) return {sentencepiece, wordpieces, json};
  if (name == kAlbertClass) return {sentencepiece, json, wordpieces};
  if (name == kBertClass) return {wordpieces, json, sentencepiece};
  if (std::ranges::find(kGenericClasses, name) != kGenericClasses.end()) return {json};
  refuse_class(stated, "is not supported: it is neither ALBERT's nor BERT's");
}

std::vector<VocabularyFormat> formats_of(TokenizerClass as) {
  return as == TokenizerClass::albert ? std::vector{sentencepiece, json}
                                      : std::vector{wordpieces, json};
}

/// The format of a file by its content, then by its name.
VocabularyFormat format_of_file(const fs::path& file) {
  const FileKind kind = recognize(file);
  switch (kind) {
    case FileKind::sentencepiece_model:
      return sentencepiece;
    case FileKind::wordpiece_vocab:
      return wordpieces;
    case FileKind::tokenizer_json:
      return json;
    case FileKind::json:
      if (file.filename() == file_name(sentencepiece) || file.filename() == file_name(wordpieces)) {
        break;
      }
      return json;
    case FileKind::text:
      if (file.filename() == file_name(json)) return json;
      if (file.filename() == file_name(sentencepiece)) break;
      return wordpieces;
    case FileKind::unknown:  // may be damaged; the reader reports where
      for (const VocabularyFormat format : kFormats) {
        if (file.filename() == file_name(format)) return format;
      }
      break;
    default:
      break;
  }
  throw wrong_kind(file, kind, "a tokenizer's vocabulary");
}

[[noreturn]] void refuse_folder(const fs::path& folder, const StatedClass& stated,
                                std::optional<TokenizerClass> as) {
  if (!as && !stated.name.empty() &&
      (fs::exists(folder / file_name(sentencepiece)) ||
       fs::exists(folder / file_name(wordpieces)))) {
    refuse_class(stated, "needs a tokenizer.json");
  }
  throw Error(ErrorCode::model,
              as == TokenizerClass::albert ? "spiece.model or tokenizer.json is missing"
              : as == TokenizerClass::bert ? "vocab.txt or tokenizer.json is missing"
                                           : "spiece.model, vocab.txt or tokenizer.json is missing",
              folder.string(), "copy the file of the model's author into the folder");
}

}  // namespace

std::string_view file_name(VocabularyFormat format) noexcept {
  switch (format) {
    case sentencepiece:
      return "spiece.model";
    case wordpieces:
      return "vocab.txt";
    case json:
      return "tokenizer.json";
  }
  return {};
}

VocabularyFile find_vocabulary(const fs::path& source, std::optional<TokenizerClass> as) {
  if (!fs::exists(source)) {
    throw Error(ErrorCode::model, "is missing", source.string(),
                "name a spiece.model, a vocab.txt, a tokenizer.json, or a folder with one of them");
  }
  const bool is_folder = fs::is_directory(source);
  const fs::path folder = is_folder ? source : source.parent_path();
  const StatedClass stated = as ? StatedClass{} : stated_class(folder);
  const std::vector<VocabularyFormat> formats = as ? formats_of(*as) : formats_of(stated);
  if (!is_folder) {
    const VocabularyFormat format = format_of_file(source);
    if (as && std::ranges::find(formats, format) == formats.end()) {
      throw Error(ErrorCode::model,
                  *as == TokenizerClass::albert ? "is not a tokenizer of ALBERT's class"
                                                : "is not a tokenizer of BERT's class",
                  source.string());
    }
    return {source, format};
  }
  for (const VocabularyFormat format : formats) {
    const fs::path file = folder / file_name(format);
    if (fs::exists(file)) return {file, format_of_file(file)};
  }
  refuse_folder(folder, stated, as);
}

void copy_tokenizer(const fs::path& source, const fs::path& folder,
                    std::optional<TokenizerClass> as) {
  const VocabularyFile vocabulary = find_vocabulary(source, as);
  const fs::path beside = vocabulary.path.parent_path();
  write_file(folder / file_name(vocabulary.format), read_file(vocabulary.path));
  for (const char* settings : kSettingsFiles) {
    if (fs::exists(beside / settings)) write_file(folder / settings, read_file(beside / settings));
  }
  const fs::path pipeline = beside / file_name(json);
  if (fs::is_directory(source) && vocabulary.format != json && fs::exists(pipeline)) {
    write_file(folder / file_name(json), read_file(pipeline));
  }
  if (!as) return;
  const fs::path config = folder / kSettingsFiles[0];
  nlohmann::json object = nlohmann::json::object();
  if (fs::exists(config)) object = read_json_object(config);
  object[kClassKey] = *as == TokenizerClass::albert ? kAlbertClass : kBertClass;
  write_file(config, object.dump(2) + "\n");
}

}  // namespace albert
