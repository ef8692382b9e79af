#ifndef ALBERT_IO_MODEL_FOLDER_H_
#define ALBERT_IO_MODEL_FOLDER_H_

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace albert {

/// The purpose of a file in a model folder.
enum class ModelFile {
  config,
  weights,  ///< of any framework, with shards, index and TensorFlow's `checkpoint`
  tokenizer,
  description,            ///< README, license, .gitattributes
  sentence_transformers,  ///< modules.json and the like, and the files of pooling, dense, … modules
};

/// The list of the files of a model folder. `path` is relative to the folder ("config.json",
/// "1_Pooling/config.json"); nullopt for files that are not part of a model.
std::optional<ModelFile> model_file(std::string_view path);

/// The `model_type` of a model's config.json: "albert" (also if only the architecture or ALBERT's
/// embedding_size identifies it), that of another model, or empty if it has none. nullopt when the
/// file cannot be read or is not the config of a model: many programs have a config.json.
std::optional<std::string> model_type(const std::filesystem::path& config);

/// The content of a folder, including subfolders. Paths are relative to it, in byte order.
struct FolderContent {
  std::vector<std::string> model_files;
  /// All other content: other names ("thesis.txt", "drafts/" for a subfolder), symbolic links, and
  /// a config.json that is not the config of a model.
  std::vector<std::string> foreign;
  std::uint64_t bytes = 0;  ///< of the model's files

  /// Whether it is a model, with or without a tokenizer, and has no foreign content.
  bool is_model() const;
};

/// Throws Error{io} when the folder cannot be listed.
FolderContent list_folder(const std::filesystem::path& folder);

}  // namespace albert

#endif  // ALBERT_IO_MODEL_FOLDER_H_
