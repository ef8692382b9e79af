#ifndef ALBERT_IO_SENTENCE_TRANSFORMERS_H_
#define ALBERT_IO_SENTENCE_TRANSFORMERS_H_

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace albert {

/// A step that follows the model.
struct SentenceModule {
  std::string type;  ///< name of its class, "Pooling", without the packages it is in
  std::string path;  ///< name of its folder, "1_Pooling"; empty: the folder itself
};

/// A folder of sentence-transformers: a model, and modules that turn its hidden states into one
/// vector. The model is in a subfolder ("0_Transformer") or at the top.
struct SentenceTransformer {
  std::filesystem::path folder;
  std::filesystem::path model;  ///< the folder of the model

  std::vector<SentenceModule> modules;  ///< all but the model, in order

  /// Content of a modules.json for the same modules with the model at the top.
  std::string modules_json;
};

/// Reads the content of a folder's modules.json. Throws Error{model} when it is damaged, names no
/// transformer, or has paths that lead out of the folder.
SentenceTransformer parse_sentence_transformer(std::string_view modules_json,
                                               const std::filesystem::path& folder);

/// The same for a folder; nullopt when it has no modules.json.
std::optional<SentenceTransformer> read_sentence_transformer(const std::filesystem::path& folder);

/// The folder of the model in `folder`: itself, or the subfolder of the model in a
/// sentence-transformers folder (also without modules.json).
std::filesystem::path model_folder_in(const std::filesystem::path& folder);

/// Copies the config files and modules of sentence-transformers, with a modules.json for a model at
/// the top of `to`. Throws Error{io}.
void copy_sentence_transformer(const SentenceTransformer& from, const std::filesystem::path& to);

}  // namespace albert

#endif  // ALBERT_IO_SENTENCE_TRANSFORMERS_H_
