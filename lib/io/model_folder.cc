#include "albert/io/model_folder.h"

#include <algorithm>
#include <array>
#include <system_error>

#include <nlohmann/json.hpp>

#include "albert/base/error.h"
#include "albert/base/mapped_file.h"
#include "io/strict_json.h"

namespace albert {
namespace {

namespace fs = std::filesystem;

struct NamePattern {
  std::string_view pattern;  ///< '*' stands for any characters but '/'
  ModelFile use;
};

constexpr std::array kNames = {
    NamePattern{"config.json", ModelFile::config},
    NamePattern{"generation_config.json", ModelFile::config},
    NamePattern{"albert_config*.json", ModelFile::config},
    NamePattern{"bert_config*.json", ModelFile::config},
    NamePattern{"model.safetensors", ModelFile::weights},
    NamePattern{"model-*-of-*.safetensors", ModelFile::weights},
    NamePattern{"model.safetensors.index.json", ModelFile::weights},
    NamePattern{"pytorch_model.bin", ModelFile::weights},
    NamePattern{"pytorch_model-*-of-*.bin", ModelFile::weights},
    NamePattern{"pytorch_model.bin.index.json", ModelFile::weights},
    NamePattern{"tf_model.h5", ModelFile::weights},
    NamePattern{"flax_model.msgpack", ModelFile::weights},
    NamePattern{"*.ckpt*.index", ModelFile::weights},
    NamePattern{"*.ckpt*.meta", ModelFile::weights},
    NamePattern{"*.ckpt*.data-*-of-*", ModelFile::weights},
    NamePattern{"checkpoint", ModelFile::weights},
    NamePattern{"saved_model.pb", ModelFile::weights},
    NamePattern{"variables/variables.index", ModelFile::weights},
    NamePattern{"variables/variables.data-*-of-*", ModelFile::weights},
    NamePattern{"spiece.model", ModelFile::tokenizer},
    NamePattern{"30k-clean.model", ModelFile::tokenizer},
    NamePattern{"30k-clean.vocab", ModelFile::tokenizer},
    NamePattern{"vocab.txt", ModelFile::tokenizer},
    NamePattern{"vocab_chinese.txt", ModelFile::tokenizer},
    NamePattern{"assets/30k-clean.model", ModelFile::tokenizer},
    NamePattern{"assets/30k-clean.vocab", ModelFile::tokenizer},
    NamePattern{"assets/spiece.model", ModelFile::tokenizer},
    NamePattern{"assets/vocab.txt", ModelFile::tokenizer},
    NamePattern{"tokenizer.json", ModelFile::tokenizer},
    NamePattern{"tokenizer_config.json", ModelFile::tokenizer},
    NamePattern{"special_tokens_map.json", ModelFile::tokenizer},
    NamePattern{"added_tokens.json", ModelFile::tokenizer},
    NamePattern{"README", ModelFile::description},
    NamePattern{"README.md", ModelFile::description},
    NamePattern{"README.txt", ModelFile::description},
    NamePattern{"LICENSE", ModelFile::description},
    NamePattern{"LICENSE.md", ModelFile::description},
    NamePattern{"LICENSE.txt", ModelFile::description},
    NamePattern{"LICENCE", ModelFile::description},
    NamePattern{"LICENCE.md", ModelFile::description},
    NamePattern{"LICENCE.txt", ModelFile::description},
    NamePattern{"NOTICE", ModelFile::description},
    NamePattern{".gitattributes", ModelFile::description},
    NamePattern{"modules.json", ModelFile::sentence_transformers},
    NamePattern{"config_sentence_transformers.json", ModelFile::sentence_transformers},
    NamePattern{"sentence_bert_config.json", ModelFile::sentence_transformers},
};

// The modules of sentence-transformers that have a folder ("1_Pooling") when they have files.
constexpr std::array<std::string_view, 9> kModules = {
    "Transformer",          "Pooling", "Dense", "Normalize", "Dropout", "LayerNorm",
    "WeightedLayerPooling", "CNN",     "LSTM"};
constexpr std::size_t kLargestConfig = std::size_t{16} << 20;
constexpr int kDeepest = 32;

bool matches(std::string_view name, std::string_view pattern) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return name == pattern;
  const std::string_view rest = pattern.substr(star + 1);
  if (!name.starts_with(pattern.substr(0, star))) return false;
  for (std::size_t at = star; at <= name.size(); ++at) {
    if (matches(name.substr(at), rest)) return true;
    if (at < name.size() && name[at] == '/') return false;
  }
  return false;
}

std::optional<ModelFile> listed(std::string_view path) {
  for (const NamePattern& name : kNames) {
    if (matches(path, name.pattern)) return name.use;
  }
  return std::nullopt;
}

// "0_Transformer", "12_Dense"
bool is_module_folder(std::string_view name) {
  const std::size_t digits = std::min(name.find_first_not_of("0123456789"), name.size());
  if (digits == 0 || !name.substr(digits).starts_with('_')) return false;
  return std::find(kModules.begin(), kModules.end(), name.substr(digits + 1)) != kModules.end();
}

bool is_model_folder_name(std::string_view name) {
  return name == "variables" || name == "assets" || is_module_folder(name);
}

}  // namespace

std::optional<ModelFile> model_file(std::string_view path) {
  const std::size_t slash = path.find('/');
  if (slash == std::string_view::npos || !is_module_folder(path.substr(0, slash))) {
    return listed(path);
  }
  // A module has its own config, weights and tokenizer.
  const auto use = listed(path.substr(slash + 1));
  return use ? std::optional(ModelFile::sentence_transformers) : std::nullopt;
}

std::optional<std::string> model_type(const fs::path& config) {
  try {
    const auto json = io::parse_strict_json(read_file(config, kLargestConfig), config, kDeepest);
    if (!json.is_object()) return std::nullopt;
    if (json.contains("model_type") && json["model_type"].is_string()) return json["model_type"];
    const auto architectures = json.value("architectures", nlohmann::json());
    const bool says_albert = architectures.is_array() && !architectures.empty() &&
                             architectures[0].is_string() &&
                             architectures[0].get<std::string>().starts_with("Albert");
    if (says_albert || json.contains("embedding_size")) return "albert";
    return json.contains("hidden_size") ? std::optional<std::string>("") : std::nullopt;
  } catch (const Error&) {
    return std::nullopt;
  }
}

bool FolderContent::is_model() const {
  return foreign.empty() && std::any_of(model_files.begin(), model_files.end(), [](const auto& f) {
           const auto use = model_file(f);
           return use == ModelFile::config || use == ModelFile::weights || f == "modules.json";
         });
}

FolderContent list_folder(const fs::path& folder) {
  FolderContent content;
  std::error_code error;
  fs::recursive_directory_iterator at(folder, error);
  for (const fs::recursive_directory_iterator end; !error && at != end; at.increment(error)) {
    const std::string path = at->path().lexically_relative(folder).generic_string();
    const fs::file_status status = at->symlink_status(error);
    if (error) break;
    if (fs::is_directory(status)) {
      if (at.depth() == 0 && is_model_folder_name(path)) continue;
      content.foreign.push_back(path + "/");
      at.disable_recursion_pending();
    } else if (fs::is_symlink(status)) {
      content.foreign.push_back(path + " (a symbolic link)");
    } else if (!fs::is_regular_file(status) || !model_file(path)) {
      content.foreign.push_back(path);
    } else if (path == "config.json" && !model_type(at->path())) {
      content.foreign.push_back(path + " (not the config of a model)");
    } else {
      content.model_files.push_back(path);
      content.bytes += at->file_size(error);
    }
  }
  if (error) throw Error(ErrorCode::io, "cannot be listed: " + error.message(), folder.string());
  std::sort(content.model_files.begin(), content.model_files.end());
  std::sort(content.foreign.begin(), content.foreign.end());
  return content;
}

}  // namespace albert
