#ifndef ALBERT_SOURCE_SOURCE_FILES_H_
#define ALBERT_SOURCE_SOURCE_FILES_H_

#include <filesystem>
#include <optional>
#include <vector>

#include "albert/io/sentence_transformers.h"
#include "albert/source/model_source.h"

namespace albert::source {

/// The path of a model's weights, and the folders of its config and tokenizer.
struct SourceFiles {
  std::filesystem::path weights;               ///< for open_weights
  std::vector<std::filesystem::path> folders;  ///< in order of preference
  /// Set if the path is a folder of sentence-transformers.
  std::optional<SentenceTransformer> sentence_transformer = std::nullopt;
};

/// Finds the weights at `path`: a Hugging Face folder, a folder with a TensorFlow checkpoint, a
/// SavedModel or TF-Hub module, a weight file, or a checkpoint's prefix.
/// Throws Error{model} when there are none or several.
SourceFiles find_source(const std::filesystem::path& path);

/// The config beside the weights: config.json, or the only albert_config*.json, bert_config*.json;
/// empty when it is missing. Throws Error{model} when there are several.
std::filesystem::path find_config(const SourceFiles& files);

/// The tokenizer's files in the first folder that has a vocabulary.
std::vector<TokenizerFile> find_tokenizer(const std::vector<std::filesystem::path>& folders);

/// The same for a given folder or vocabulary file. Throws Error{model} when there is no vocabulary.
std::vector<TokenizerFile> named_tokenizer(const std::filesystem::path& path);

}  // namespace albert::source

#endif  // ALBERT_SOURCE_SOURCE_FILES_H_
