#include "convert/source_files.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "albert/base/error.h"
#include "albert/base/mapped_file.h"
#include "albert/io/file_kind.h"

namespace albert::convert {
namespace {

namespace fs = std::filesystem;

constexpr std::array kWeightNames = {"model.safetensors", "model.safetensors.index.json",
                                     "pytorch_model.bin", "pytorch_model.bin.index.json"};
constexpr std::string_view kIndex = ".index";
constexpr std::array<std::string_view, 5> kExtensions = {kIndex, ".safetensors", ".bin", ".pt",
                                                         ".pth"};
constexpr std::string_view kShard = ".data-";
constexpr std::size_t kLargestCheckpointFile = std::size_t{1} << 20;

// A vocabulary by its usual names, and what it is called in a Hugging Face style folder. Google's
// archives call theirs 30k-clean.model, albert_zh's vocab_chinese.txt.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kVocabularies = {{
    {"spiece.model", "spiece.model"},
    {"vocab.txt", "vocab.txt"},
    {"30k-clean.model", "spiece.model"},
    {"vocab_chinese.txt", "vocab.txt"},
}};
constexpr std::array<std::string_view, 4> kTokenizerSettings = {
    "tokenizer_config.json", "tokenizer.json", "special_tokens_map.json", "added_tokens.json"};

bool is_file(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

// Files of a folder whose name `accept`s, by name.
template <typename Accept>
std::vector<fs::path> files_in(const fs::path& folder, Accept accept) {
  std::vector<fs::path> found;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    const std::string name = it->path().filename().string();
    if (!name.starts_with('.') && accept(name) && is_file(it->path())) found.push_back(it->path());
  }
  if (error) throw Error(ErrorCode::io, "cannot be listed: " + error.message(), folder.string());
  std::sort(found.begin(), found.end());
  return found;
}

std::string names_of(const std::vector<fs::path>& files) {
  std::string names;
  for (const fs::path& file : files) {
    if (!names.empty()) names += ", ";
    names += file.filename().string();
  }
  return names;
}

// TensorFlow's `checkpoint` file names the newest of several: model_checkpoint_path: "NAME".
fs::path newest_checkpoint(const fs::path& folder) {
  const fs::path file = folder / "checkpoint";
  if (!is_file(file)) return {};
  const std::string text = read_file(file, kLargestCheckpointFile);
  const std::string_view key = "model_checkpoint_path: \"";
  const std::size_t at = text.find(key);
  if (at == std::string::npos || (at > 0 && text[at - 1] != '\n')) return {};
  const std::size_t begin = at + key.size();
  const std::string prefix = text.substr(begin, text.find('"', begin) - begin);
  return folder / (fs::path(prefix).filename().string() + std::string(kIndex));
}

// The weights in a folder that has none of Hugging Face's names; empty when there are none. A
// TensorFlow checkpoint is preferred to what may lie beside it.
fs::path other_weights_in(const fs::path& folder) {
  for (const std::string_view extension : kExtensions) {
    const std::vector<fs::path> candidates =
        files_in(folder, [&](std::string_view name) { return name.ends_with(extension); });
    if (candidates.empty()) continue;
    if (candidates.size() == 1) return candidates.front();
    fs::path newest = newest_checkpoint(folder);
    if (is_file(newest)) return newest;
    throw Error(ErrorCode::model, "holds several checkpoints: " + names_of(candidates),
                folder.string(), "name one of these files");
  }
  return {};
}

fs::path weights_in(const fs::path& folder) {
  for (const char* name : kWeightNames) {
    if (is_file(folder / name)) return folder / name;
  }
  return other_weights_in(folder);
}

// A file of a checkpoint stands for its index.
fs::path index_of(const fs::path& file) {
  const std::string name = file.filename().string();
  const std::size_t shard = name.rfind(kShard);
  if (shard == std::string::npos) return file;
  return file.parent_path() / (name.substr(0, shard) + std::string(kIndex));
}

std::vector<fs::path> folders_around(const fs::path& home) {
  return {home, home / "assets"};
}

SourceFiles find_weights(const fs::path& path) {
  if (is_folder(path)) {
    fs::path weights = weights_in(path);
    if (weights.empty() && is_folder(path / "variables")) weights = weights_in(path / "variables");
    if (weights.empty()) {
      throw Error(ErrorCode::model, "holds no model weights", path.string(),
                  "expected model.safetensors, pytorch_model.bin, a TensorFlow checkpoint "
                  "(NAME.index) or a SavedModel (variables/variables.index)");
    }
    return {weights, folders_around(path)};
  }
  const fs::path prefixed = path.string() + std::string(kIndex);
  const fs::path file = is_file(path) ? index_of(path) : prefixed;
  if (!is_file(file)) {
    throw Error(ErrorCode::model, "no such file, folder or checkpoint", path.string());
  }
  const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
  if (fs::absolute(folder).filename() == "variables") return {file, folders_around(folder / "..")};
  return {file, folders_around(folder)};
}

}  // namespace

SourceFiles find_source(const fs::path& path) {
  if (!is_folder(path)) return find_weights(path);
  SourceFiles files = find_weights(model_folder_in(path));
  files.sentence_transformer = read_sentence_transformer(path);
  return files;
}

fs::path find_config(const SourceFiles& files) {
  for (const fs::path& folder : files.folders) {
    if (is_file(folder / "config.json")) return folder / "config.json";
    if (!is_folder(folder)) continue;
    const std::vector<fs::path> configs = files_in(folder, [](std::string_view name) {
      return name.ends_with(".json") &&
             (name.starts_with("albert_config") || name.starts_with("bert_config"));
    });
    if (configs.size() == 1) return configs.front();
    if (configs.size() > 1) {
      throw Error(ErrorCode::model, "holds several configs: " + names_of(configs), folder.string(),
                  "choose one with --config");
    }
  }
  return {};
}

std::vector<TokenizerFile> find_tokenizer(const std::vector<fs::path>& folders) {
  for (const fs::path& folder : folders) {
    std::vector<TokenizerFile> files;
    for (const auto& [name, target] : kVocabularies) {
      const bool has_it =
          std::any_of(files.begin(), files.end(),
                      [&, wanted = target](const auto& f) { return f.name == wanted; });
      if (!has_it && is_file(folder / name)) files.push_back({folder / name, std::string(target)});
    }
    if (files.empty()) continue;
    for (const std::string_view name : kTokenizerSettings) {
      if (is_file(folder / name)) files.push_back({folder / name, std::string(name)});
    }
    return files;
  }
  return {};
}

std::vector<TokenizerFile> named_tokenizer(const fs::path& path) {
  if (is_folder(path)) {
    std::vector<TokenizerFile> files = find_tokenizer({path});
    if (!files.empty()) return files;
  }
  if (is_file(path)) {
    const FileKind kind = recognize(path);
    if (kind == FileKind::sentencepiece_model) return {{path, "spiece.model"}};
    if (kind == FileKind::wordpiece_vocab) return {{path, "vocab.txt"}};
    throw wrong_kind(path, kind, "a tokenizer (spiece.model or vocab.txt)");
  }
  throw Error(ErrorCode::model, "is no tokenizer", path.string(),
              "expected spiece.model or vocab.txt, or a folder with one");
}

}  // namespace albert::convert
