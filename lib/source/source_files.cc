#include "source/source_files.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "albert/base/error.h"
#include "albert/base/mapped_file.h"
#include "albert/io/file_kind.h"

namespace albert::source {
namespace {

namespace fs = std::filesystem;

constexpr std::array kWeightNames = {"model.safetensors", "model.safetensors.index.json",
                                     "pytorch_model.bin", "pytorch_model.bin.index.json"};
constexpr std::string_view kIndex = ".index";
constexpr std::string_view kReadable = "a safetensors, PyTorch or TensorFlow file of weights";
constexpr std::string_view kShard = ".data-";
constexpr std::string_view kGraph = ".meta";
constexpr std::string_view kWholeCheckpoint =
    "a checkpoint consists of its .index and all of its .data files";
constexpr std::size_t kLargestCheckpointFile = std::size_t{1} << 20;

// More file names of PyTorch weights.
constexpr std::array<std::string_view, 6> kExtensions = {".safetensors", ".bin",  ".pt",
                                                         ".pth",         ".ckpt", ".pkl"};
// Other files of training programs with such names.
constexpr std::array<std::string_view, 6> kNoWeights = {
    "training_args", "optimizer", "scheduler", "scaler", "rng_state", "checkpoint.safetensors"};

// Kinds of files in a folder without weights, most specific first.
constexpr std::array kForeign = {FileKind::hdf5,
                                 FileKind::flax_msgpack,
                                 FileKind::onnx,
                                 FileKind::torch_script,
                                 FileKind::gguf,
                                 FileKind::keras_archive,
                                 FileKind::tf_v1_checkpoint,
                                 FileKind::tf_graph,
                                 FileKind::tf_saved_model,
                                 FileKind::npz,
                                 FileKind::git_lfs_pointer,
                                 FileKind::tar,
                                 FileKind::gzip,
                                 FileKind::zip,
                                 FileKind::xz,
                                 FileKind::zstd,
                                 FileKind::bzip2,
                                 FileKind::seven_zip};

// Usual names of a vocabulary, and its name in a Hugging Face style folder. 30k-clean.model is
// from Google's archives, vocab_chinese.txt from albert_zh.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kVocabularies = {{
    {"spiece.model", "spiece.model"},
    {"vocab.txt", "vocab.txt"},
    {"30k-clean.model", "spiece.model"},
    {"vocab_chinese.txt", "vocab.txt"},
    {"tokenizer.json", "tokenizer.json"},
}};
constexpr std::array<std::string_view, 3> kTokenizerSettings = {
    "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json"};

bool is_file(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

// Files of a folder whose names `accept` returns true for, by name.
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

std::string name_of(const fs::path& file) {
  return file.filename().string();
}

Error missing(const fs::path& file) {
  return Error(ErrorCode::model, "is missing", file.string(), kWholeCheckpoint);
}

// The index of the checkpoint that a file belongs to: `ending` and what follows it is replaced.
fs::path index_beside(const fs::path& file, std::string_view ending) {
  const std::string name = name_of(file);
  fs::path index = file.parent_path() / (name.substr(0, name.rfind(ending)) + std::string(kIndex));
  if (!is_file(index)) throw missing(index);
  return index;
}

// The newest checkpoint according to TensorFlow's `checkpoint` file: model_checkpoint_path: "NAME".
// May be empty.
fs::path newest_checkpoint(const fs::path& file) {
  if (!is_file(file)) return {};
  const std::string text = read_file(file, kLargestCheckpointFile);
  const std::string_view key = "model_checkpoint_path: \"";
  const std::size_t at = text.find(key);
  if (at == std::string::npos || (at > 0 && text[at - 1] != '\n')) return {};
  const std::size_t begin = at + key.size();
  const std::string prefix = text.substr(begin, text.find('"', begin) - begin);
  return file.parent_path() / (fs::path(prefix).filename().string() + std::string(kIndex));
}

fs::path index_in(const fs::path& folder) {
  const std::vector<fs::path> indexes =
      files_in(folder, [](std::string_view name) { return name.ends_with(kIndex); });
  if (indexes.size() <= 1) return indexes.empty() ? fs::path() : indexes.front();
  fs::path newest = newest_checkpoint(folder / "checkpoint");
  if (is_file(newest)) return newest;
  throw Error(ErrorCode::model, "holds several checkpoints: " + names_of(indexes), folder.string(),
              "name one of these files");
}

// "model-00001-of-00002.safetensors"
bool names_shard(const fs::path& file) {
  return name_of(file).find("-of-0") != std::string::npos;
}

// Weights under another name: the only file of its kind.
fs::path other_weights_in(const fs::path& folder) {
  std::vector<fs::path> found = files_in(folder, [](std::string_view name) {
    return std::ranges::any_of(kExtensions, [&](auto ending) { return name.ends_with(ending); }) &&
           std::ranges::none_of(kNoWeights, [&](auto other) { return name.starts_with(other); });
  });
  std::erase_if(found, [](const fs::path& file) {
    const FileKind kind = recognize(file);
    return kind != FileKind::safetensors && kind != FileKind::torch_zip &&
           kind != FileKind::torch_legacy;
  });
  if (found.size() <= 1) return found.empty() ? fs::path() : found.front();
  if (std::ranges::all_of(found, names_shard)) {
    throw Error(
        ErrorCode::model, "holds shards of a model without their index: " + names_of(found),
        folder.string(),
        "copy or download model.safetensors.index.json or pytorch_model.bin.index.json too");
  }
  throw Error(ErrorCode::model, "holds several files of weights: " + names_of(found),
              folder.string(), "name one of these files");
}

fs::path weights_in(const fs::path& folder) {
  for (const char* name : kWeightNames) {
    if (is_file(folder / name)) return folder / name;
  }
  const fs::path index = index_in(folder);
  return index.empty() ? other_weights_in(folder) : index;
}

// The error for a folder without weights, naming its content.
[[noreturn]] void refuse_folder(const fs::path& folder) {
  const std::vector<fs::path> files = files_in(folder, [](std::string_view) { return true; });
  for (const fs::path& file : files) {
    if (recognize(file) == FileKind::tf_data) index_beside(file, kShard);
  }
  for (const FileKind foreign : kForeign) {
    for (const fs::path& file : files) {
      if (recognize(file) == foreign) throw wrong_kind(file, foreign, kReadable);
    }
  }
  throw Error(ErrorCode::model, "holds no model weights", folder.string(),
              "expected model.safetensors, pytorch_model.bin, a TensorFlow checkpoint "
              "(NAME.index) or a SavedModel (variables/variables.index)");
}

// The index of the checkpoint of a file.
fs::path weights_of(const fs::path& file) {
  switch (recognize(file)) {
    case FileKind::tf_data:
      return index_beside(file, kShard);
    case FileKind::tf_meta_graph:
      return index_beside(file, kGraph);
    case FileKind::tf_checkpoint_state: {
      fs::path index = newest_checkpoint(file);
      if (index.empty()) throw wrong_kind(file, FileKind::tf_checkpoint_state, kReadable);
      if (!is_file(index)) throw missing(index);
      return index;
    }
    default:
      return file;
  }
}

// The index of a checkpoint that is named by its prefix.
fs::path index_of_prefix(const fs::path& prefix) {
  fs::path index = prefix.string() + std::string(kIndex);
  if (is_file(index)) return index;
  const fs::path folder = prefix.has_parent_path() ? prefix.parent_path() : fs::path(".");
  const std::string shards = name_of(prefix) + std::string(kShard);
  const auto is_shard = [&](std::string_view name) { return name.starts_with(shards); };
  if (is_folder(folder) && !files_in(folder, is_shard).empty()) throw missing(index);
  throw Error(ErrorCode::model, "is missing", prefix.string());
}

std::vector<fs::path> folders_around(const fs::path& folder) {
  return {folder, folder / "assets"};
}

SourceFiles find_weights(const fs::path& path) {
  if (is_folder(path)) {
    fs::path weights = weights_in(path);
    if (weights.empty() && is_folder(path / "variables")) weights = weights_in(path / "variables");
    if (weights.empty()) refuse_folder(path);
    return {weights, folders_around(path)};
  }
  const fs::path file = is_file(path) ? weights_of(path) : index_of_prefix(path);
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
                  "name one of them as the config");
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
    if (kind == FileKind::tokenizer_json) return {{path, "tokenizer.json"}};
    throw wrong_kind(path, kind, "a tokenizer (spiece.model, vocab.txt or tokenizer.json)");
  }
  throw Error(ErrorCode::model, "is not a tokenizer", path.string(),
              "expected spiece.model, vocab.txt or tokenizer.json, or a folder with one");
}

}  // namespace albert::source
