#ifndef ALBERT_APPS_COMMON_MODEL_LOCATOR_H_
#define ALBERT_APPS_COMMON_MODEL_LOCATOR_H_

#include <filesystem>
#include <string_view>

namespace albert::apps {

/// Where a model's files are.
struct ModelPlace {
  std::filesystem::path weights;  ///< the folder, or the file in it that was named
  std::filesystem::path folder;   ///< config.json and the tokenizer lie here
  std::filesystem::path root;  ///< what was found; a folder of sentence-transformers may have the
                               ///< model in a subfolder
};

/// Finds the model that `--model` names: a folder (also one of sentence-transformers), a file in
/// one, a TensorFlow checkpoint's prefix, or a Hub name ("ORG/NAME", "NAME", with or without
/// "@REVISION") in the local Hub cache. Empty: $ALBERT_MODEL, else the built-in model
/// (builtin_folder()). Nothing is downloaded. Throws Error{model} when it is nowhere.
ModelPlace locate_model(std::string_view name);

/// What `--tokenizer` names: a vocabulary file, a folder with one, a Hub name, or "builtin", as a
/// path that Tokenizer::load() takes. Throws Error{model} when it is nowhere.
std::filesystem::path locate_tokenizer(std::string_view name);

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_MODEL_LOCATOR_H_
