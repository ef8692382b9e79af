#ifndef ALBERT_IO_MODEL_FOLDER_H_
#define ALBERT_IO_MODEL_FOLDER_H_

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace albert {

/// What a file in a model folder is for.
enum class ModelFile {
  config,
  weights,  ///< of any framework, with shards, index and TensorFlow's `checkpoint`
  tokenizer,
  description,            ///< README, licence, .gitattributes
  sentence_transformers,  ///< modules.json and the like, and the files of pooling, dense, … modules
};

/// The one list of the files that make a model folder. `path` is relative to the folder
/// ("config.json", "1_Pooling/config.json"); nothing for what is no file of a model.
std::optional<ModelFile> model_file(std::string_view path);

/// The `model_type` of a model's config.json: "albert" (also where only the architecture or
/// ALBERT's embedding_size says so), that of another model, or empty where it says none. Nothing
/// when the file cannot be read or is not the config of a model: many programs have a config.json.
std::optional<std::string> model_type(const std::filesystem::path& config);

/// What lies in a folder, subfolders included. Paths are relative to it, in byte order.
struct FolderContent {
  std::vector<std::string> model_files;
  /// What is no file of a model: other names ("thesis.txt", "drafts/" for a subfolder), symbolic
  /// links, and a config.json that configures something else.
  std::vector<std::string> foreign;
  std::uint64_t bytes = 0;  ///< of the model's files

  /// Whether it is a model, with or without a tokenizer, and nothing else.
  bool is_model() const;
};

/// Throws Error{io} when the folder cannot be listed.
FolderContent list_folder(const std::filesystem::path& folder);

}  // namespace albert

#endif  // ALBERT_IO_MODEL_FOLDER_H_
